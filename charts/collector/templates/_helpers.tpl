{{- define "collector.agentName" -}}{{ .Values.namePrefix }}-agent{{- end -}}
{{- define "collector.gatewayName" -}}{{ .Values.namePrefix }}-gateway{{- end -}}

{{- define "collector.gatewayHost" -}}
{{ include "collector.gatewayName" . }}.{{ .Release.Namespace }}.svc.{{ .Values.clusterDomain }}
{{- end -}}

{{- define "collector.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{- /* Labels that pods are selected by; call with a list of the root and the component. */ -}}
{{- define "collector.selectorLabels" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: opentelemetry-collector
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{- define "collector.labels" -}}
{{- $root := index . 0 -}}
{{ include "collector.selectorLabels" . }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ $root.Chart.Name }}-{{ $root.Chart.Version }}
{{- end -}}

{{- /* Go's soft limit: four fifths of the memory limit, so that the collector collects garbage before it is killed. */ -}}
{{- define "collector.goMemLimit" -}}
{{- $mib := int (regexFind "^[0-9]+" .) -}}
{{- if hasSuffix "Gi" . }}{{ $mib = mul $mib 1024 }}{{ end -}}
{{ div (mul $mib 4) 5 }}MiB
{{- end -}}

{{- /* A text in the collector's configuration, where $ begins a reference. */ -}}
{{- define "collector.text" -}}
{{ . | toString | replace "$" "$$" | quote }}
{{- end -}}

{{- /* What the schema cannot say of the list. Called by everything that reads it. */ -}}
{{- define "collector.validate" -}}
{{- $names := dict -}}
{{- $namespaces := dict -}}
{{- range .Values.tenants -}}
{{- if hasKey $names .name -}}{{ fail (printf "tenants: the name %s is listed twice; each tenant has one entry." .name) }}{{- end -}}
{{- if hasKey $namespaces .namespace -}}
{{- fail (printf "tenants: the namespace %s belongs to %s and to %s; one namespace is one tenant's." .namespace (get $namespaces .namespace) .name) -}}
{{- end -}}
{{- if eq .namespace $.Release.Namespace -}}
{{- fail (printf "tenants: %s has the collectors' own namespace %s; what runs there may talk to the gateway." .name .namespace) -}}
{{- end -}}
{{- $_ := set $names .name true -}}
{{- $_ := set $namespaces .namespace .name -}}
{{- end -}}
{{- end -}}

{{- define "collector.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "collector.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{- /* The collector answers here once its pipelines run. */ -}}
{{- define "collector.probes" -}}
startupProbe:
  httpGet: {path: /, port: health}
  periodSeconds: 2
  failureThreshold: 30
livenessProbe:
  httpGet: {path: /, port: health}
  periodSeconds: 10
  failureThreshold: 6
readinessProbe:
  httpGet: {path: /, port: health}
  periodSeconds: 5
{{- end -}}

{{- /* Parts of both configurations. */ -}}
{{- define "collector.healthCheck" -}}
health_check:
  endpoint: ${env:POD_IP}:13133
{{- end -}}

{{- define "collector.memoryLimiter" -}}
# First in every pipeline: refuses data before the process runs out of memory; senders try again.
memory_limiter:
  check_interval: 1s
  limit_percentage: 80
  spike_limit_percentage: 20
{{- end -}}

{{- define "collector.telemetry" -}}
telemetry:
  logs:
    level: {{ .Values.logLevel }}
    encoding: json
  metrics:
    level: normal
    readers:
      - pull:
          exporter:
            prometheus:
              host: ${env:POD_IP}
              port: 8888
              # The names that the alert rules use, whatever the version's defaults.
              without_scope_info: true
              without_type_suffix: true
              without_units: true
{{- end -}}
