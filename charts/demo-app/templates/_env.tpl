{{/* A scalar as text. YAML's numbers arrive as floats, and a million must not become 1e+06. */}}
{{- define "demo-app.text" -}}
{{- if and (kindIs "float64" .) (eq (floor .) .) -}}
{{- int64 . -}}
{{- else -}}
{{- toString . -}}
{{- end -}}
{{- end -}}

{{/* Variables given as a list, as a map or not at all, as a list. */}}
{{- define "demo-app.envItems" -}}
{{- $items := list -}}
{{- if kindIs "map" . -}}
{{- range $name, $value := . -}}
{{- if kindIs "map" $value -}}
{{- $items = append $items (merge (dict "name" $name) $value) -}}
{{- else -}}
{{- $items = append $items (dict "name" $name "value" $value) -}}
{{- end -}}
{{- end -}}
{{- else if kindIs "slice" . -}}
{{- $items = . -}}
{{- end -}}
{{- dict "items" $items | toJson -}}
{{- end -}}

{{/*
Several sets of variables as one: a later set wins over an earlier one, null takes a variable away. Those with a source come first and those
that refer to others by $(NAME) last, because Kubernetes resolves only what stands before, and a map has no order.
*/}}
{{- define "demo-app.env" -}}
{{- $byName := dict -}}
{{- $order := list -}}
{{- range . -}}
{{- range (include "demo-app.envItems" . | fromJson).items -}}
{{- $order = append (without $order .name) .name -}}
{{- $_ := set $byName .name . -}}
{{- end -}}
{{- end -}}
{{- $sourced := list -}}
{{- $plain := list -}}
{{- $referring := list -}}
{{- range $order -}}
{{- $item := get $byName . -}}
{{- if $item.valueFrom -}}
{{- $sourced = append $sourced (dict "name" .  "valueFrom" $item.valueFrom) -}}
{{- else if not (kindIs "invalid" $item.value) -}}
{{- $variable := dict "name" . "value" (include "demo-app.text" $item.value) -}}
{{- if contains "$(" $variable.value -}}
{{- $referring = append $referring $variable -}}
{{- else -}}
{{- $plain = append $plain $variable -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- concat $sourced $plain $referring | toYaml -}}
{{- end -}}

{{/* What every container of the release is told: who it is, and where telemetry goes. */}}
{{- define "demo-app.commonEnv" -}}
{{- $values := .root.Values -}}
{{- $nodeLocal := include "demo-app.nodeLocal" .root -}}
TENANT_ID: {{ include "demo-app.tenant" .root | quote }}
OTEL_SERVICE_NAME: {{ include "demo-app.otelServiceName" . }}
K8S_POD_NAME: {valueFrom: {fieldRef: {fieldPath: metadata.name}}}
K8S_POD_UID: {valueFrom: {fieldRef: {fieldPath: metadata.uid}}}
K8S_POD_IP: {valueFrom: {fieldRef: {fieldPath: status.podIP}}}
K8S_NODE_NAME: {valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
K8S_NAMESPACE_NAME: {valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
K8S_CONTAINER_NAME: {{ .component }}
OTEL_SERVICE_INSTANCE_ID: $(K8S_POD_NAME)
{{- if eq $nodeLocal "hostIP" }}
NODE_IP: {valueFrom: {fieldRef: {fieldPath: status.hostIP}}}
OTLP_PORT: {{ include "demo-app.otlpPort" .root | quote }}
{{- else }}
OTEL_EXPORTER_OTLP_ENDPOINT: {{ include "demo-app.otlpUrl" .root | quote }}
{{- end }}
OTEL_EXPORTER_OTLP_PROTOCOL: {{ $values.telemetry.protocol }}
{{- end -}}

{{/* The variables of Sender and Receiver. */}}
{{- define "demo-app.serviceEnv" -}}
{{- $values := .root.Values -}}
{{ include "demo-app.commonEnv" . }}
K8S_DEPLOYMENT_NAME: {{ (index $values .component).name | quote }}
OTEL_RESOURCE_ATTRIBUTES: {{ printf "%s,k8s.namespace=$(K8S_NAMESPACE_NAME)" (include "demo-app.resourceAttributes" .root) | quote }}
ASPNETCORE_URLS: http://+:8000
{{- if $values.dapr.enabled }}
{{- /* The injector gives the tokens to the sidecar alone. */}}
{{- with $values.dapr.apiTokenSecret }}
DAPR_API_TOKEN: {valueFrom: {secretKeyRef: {name: {{ . | quote }}, key: token}}}
{{- end }}
{{- end }}
{{- with $values.dapr.appTokenSecret }}
APP_API_TOKEN: {valueFrom: {secretKeyRef: {name: {{ . | quote }}, key: token}}}
{{- end }}
{{- if and (eq .component "sender") (not $values.dapr.enabled) }}
RECEIVER_SERVICE_URL: http://receiver-service:{{ $values.receiver.service.port }}
{{- end }}
{{- if eq .component "receiver" }}
STATE_STORE: {{ ternary $values.dapr.stateStore.name "none" (and $values.dapr.enabled (ne $values.dapr.stateStore.type "none")) | quote }}
{{- end }}
{{- end -}}

{{/* A variable's value where the values give one in global.envs or in the component's env, else nothing: {root, component, name}. */}}
{{- define "demo-app.envValue" -}}
{{- $name := .name -}}
{{- $found := "" -}}
{{- range (include "demo-app.env" (list .root.Values.global.envs (index .root.Values .component).env) | fromYamlArray) -}}
{{- if eq .name $name -}}{{- $found = default "valueFrom" .value -}}{{- end -}}
{{- end -}}
{{- $found -}}
{{- end -}}
