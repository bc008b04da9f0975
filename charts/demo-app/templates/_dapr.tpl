{{/* What Dapr's injector reads from a pod: {root, component}. */}}
{{- define "demo-app.daprAnnotations" -}}
{{- $dapr := .root.Values.dapr -}}
dapr.io/enabled: "true"
dapr.io/app-id: {{ .component }}
dapr.io/app-port: "8000"
dapr.io/app-protocol: http
dapr.io/config: {{ include "demo-app.fullname" .root | quote }}
{{- with $dapr.apiTokenSecret }}
dapr.io/api-token-secret: {{ . | quote }}
{{- end }}
{{- with $dapr.appTokenSecret }}
dapr.io/app-token-secret: {{ . | quote }}
{{- end }}
dapr.io/log-level: {{ $dapr.logLevel }}
dapr.io/log-as-json: {{ $dapr.logAsJson | quote }}
dapr.io/enable-metrics: {{ $dapr.metrics.enabled | quote }}
dapr.io/metrics-port: {{ $dapr.metrics.port | quote }}
dapr.io/enable-app-health-check: {{ $dapr.appHealthCheck.enabled | quote }}
dapr.io/app-health-check-path: /health
dapr.io/app-health-probe-interval: {{ $dapr.appHealthCheck.intervalSeconds | quote }}
dapr.io/app-health-probe-timeout: {{ $dapr.appHealthCheck.timeoutMilliseconds | quote }}
dapr.io/app-health-threshold: {{ $dapr.appHealthCheck.threshold | quote }}
dapr.io/max-body-size: {{ $dapr.maxBodySize | quote }}
{{- /* The app's last requests need the sidecar after the pod was told to stop. It ends earlier once the app is gone. */}}
dapr.io/block-shutdown-duration: {{ printf "%ds" (int $dapr.blockShutdownSeconds) }}
dapr.io/graceful-shutdown-seconds: {{ $dapr.gracefulShutdownSeconds | quote }}
{{- if not $dapr.placementAndScheduler }}
{{- /* One space is "none"; else the sidecar is not ready before it reaches both, and nothing here has actors, workflows or jobs. */}}
dapr.io/placement-host-address: " "
dapr.io/scheduler-host-address: " "
{{- end }}
dapr.io/sidecar-seccomp-profile-type: RuntimeDefault
{{- /* This store wants the ServiceAccount's token, which is not mounted, and the sidecar would end at start (dapr/docs#5014).
secretKeyRef in Components works without it: the operator reads those Secrets. */}}
dapr.io/disable-builtin-k8s-secret-store: "true"
{{- range $kind := list "request" "limit" }}
{{- range $resource, $quantity := index $dapr.resources (printf "%ss" $kind) | default dict }}
dapr.io/sidecar-{{ $resource }}-{{ $kind }}: {{ $quantity | quote }}
{{- end }}
{{- end }}
dapr.io/env: {{ include "demo-app.daprEnv" .root | quote }}
{{- end -}}

{{/* NAMESPACE and POD_NAME stand before these in the sidecar's environment, so that $(POD_NAME) is resolved. */}}
{{- define "demo-app.daprEnv" -}}
OTEL_RESOURCE_ATTRIBUTES=tenant.id={{ include "demo-app.tenant" . }},{{ include "demo-app.resourceAttributes" . }},k8s.namespace.name=$(NAMESPACE),k8s.pod.name=$(POD_NAME)
{{- range $name, $value := .Values.dapr.env }},{{ $name }}={{ $value }}{{ end -}}
{{- end -}}

{{/*
Of what a sidecar reads from the Configuration, Component and Resiliency, so that a change is rolled out pod by pod. Labels and
annotations are left out: no sidecar reads them, and the chart's version, which is one, must restart nothing.
*/}}
{{- define "demo-app.daprChecksum" -}}
{{- $read := list -}}
{{- range include (print .Template.BasePath "/dapr.yaml") . | splitList "\n---\n" -}}
{{- $object := fromYaml . -}}
{{- $read = append $read (merge (dict "metadata" (dict "name" $object.metadata.name)) (omit $object "metadata")) -}}
{{- end -}}
{{- toJson $read | sha256sum -}}
{{- end -}}

{{- define "demo-app.redisAddress" -}}
{{- $host := .Values.dapr.stateStore.redis.host -}}
{{- ternary $host (printf "%s:6379" $host) (regexMatch ":[0-9]+$" $host) -}}
{{- end -}}
