{{/* Where telemetry goes: hostIP, service or none; the original's switch turns the choice off altogether. */}}
{{- define "demo-app.nodeLocal" -}}
{{- ternary .Values.telemetry.nodeLocal "none" .Values.global.useNodeLocalEndpoint -}}
{{- end -}}

{{- define "demo-app.agentHost" -}}
{{- printf "%s.%s.svc.%s" .Values.telemetry.agent.service .Values.telemetry.agent.namespace .Values.clusterDomain -}}
{{- end -}}

{{/*
Host and port for what cannot be told the node's address. daprd is one: its environment has no field references,
and Dapr's Configuration no variables (dapr/dapr#6991). So it takes the agent's Service whenever an agent is meant.
*/}}
{{- define "demo-app.otlpAddress" -}}
{{- if eq (include "demo-app.nodeLocal" .) "none" -}}
{{- $address := (urlParse .Values.global.otlpEndpoint).host -}}
{{- ternary $address (printf "%s:4317" $address) (regexMatch ":[0-9]+$" $address) -}}
{{- else -}}
{{- printf "%s:%s" (include "demo-app.agentHost" .) (.Values.global.otlpPort | toString) -}}
{{- end -}}
{{- end -}}

{{- define "demo-app.otlpSecure" -}}
{{- and (eq (include "demo-app.nodeLocal" .) "none") (hasPrefix "https://" .Values.global.otlpEndpoint) -}}
{{- end -}}

{{/* Attributes that app and sidecar share, as OTEL_RESOURCE_ATTRIBUTES has them. daprd's annotation needs a dot in each name. */}}
{{- define "demo-app.resourceAttributes" -}}
service.namespace={{ .Release.Namespace }},deployment.environment.name={{ .Values.telemetry.environmentName }}
{{- range $name, $value := .Values.telemetry.resourceAttributes }},{{ $name }}={{ $value }}{{ end -}}
{{- end -}}
