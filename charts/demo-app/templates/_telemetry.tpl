{{/*
Where telemetry goes: hostIP, service, or none, which is global.otlpEndpoint. An address that is given is used, unless
global.useNodeLocalEndpoint is true.
*/}}
{{- define "demo-app.nodeLocal" -}}
{{- $nodeLocal := .Values.global.useNodeLocalEndpoint -}}
{{- if kindIs "invalid" $nodeLocal -}}
{{- $nodeLocal = not .Values.global.otlpEndpoint -}}
{{- end -}}
{{- ternary .Values.telemetry.nodeLocal "none" $nodeLocal -}}
{{- end -}}

{{/* Port of the agent: as given, else the one that OTLP has for the protocol. */}}
{{- define "demo-app.otlpPort" -}}
{{- .Values.global.otlpPort | default (ternary 4317 4318 (eq .Values.telemetry.protocol "grpc")) | toString -}}
{{- end -}}

{{/*
Scheme, host, port and path of what telemetry goes to: global.otlpEndpoint, or the agent's Service. All parts read the address here,
so that none of them has a default port of its own: gRPC's is 443 in some languages, whatever the scheme.

With hostIP the Service is for what cannot be told the node's address. daprd is one: its environment has no field references,
and Dapr's Configuration no variables (dapr/dapr#6991). So it takes the agent's Service whenever an agent is meant.
*/}}
{{- define "demo-app.otlpTarget" -}}
{{- if eq (include "demo-app.nodeLocal" .) "none" -}}
{{- include "demo-app.parsedEndpoint" . -}}
{{- else -}}
{{- $host := printf "%s.%s.svc.%s" .Values.telemetry.agent.service .Values.telemetry.agent.namespace .Values.clusterDomain -}}
{{- dict "scheme" "http" "host" $host "port" (include "demo-app.otlpPort" .) "path" "" | toJson -}}
{{- end -}}
{{- end -}}

{{/* The parts of global.otlpEndpoint, or a sentence that says what is wrong with it. */}}
{{- define "demo-app.parsedEndpoint" -}}
{{- $endpoint := .Values.global.otlpEndpoint | default "" -}}
{{- if not $endpoint -}}
{{- fail "global.otlpEndpoint is not set, but must be an address such as http://collector.observability:4317 where global.useNodeLocalEndpoint is false or telemetry.nodeLocal is none" -}}
{{- end -}}
{{- /* Not quoted: before the @ may be a password. */ -}}
{{- if contains "@" $endpoint -}}
{{- fail "global.otlpEndpoint has a user name before its host, which neither sidecars nor OTLP over gRPC send: leave it out, and give credentials as OTEL_EXPORTER_OTLP_HEADERS in global.envs (apps) and dapr.env (sidecars)" -}}
{{- end -}}
{{- $label := "[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?" -}}
{{- $pattern := printf "^(?i)(https?)://(\\[[0-9a-f:]+\\]|%s(?:\\.%s)*\\.?)(?::([0-9]*))?(/[^\\s?#]*)?$" $label $label -}}
{{- $wrong := printf "global.otlpEndpoint is %q, but must be an address such as http://collector.observability:4317, https://otlp.example.com or http://[2001:db8::1]:4317" $endpoint -}}
{{- if not (regexMatch $pattern $endpoint) -}}
{{- fail $wrong -}}
{{- end -}}
{{- $scheme := regexReplaceAll $pattern $endpoint "${1}" | lower -}}
{{- $host := regexReplaceAll $pattern $endpoint "${2}" | lower -}}
{{- $port := regexReplaceAll $pattern $endpoint "${3}" | default (ternary "443" "80" (eq $scheme "https")) -}}
{{- $path := regexReplaceAll $pattern $endpoint "${4}" | trimAll "/" -}}
{{- $octet := "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])" -}}
{{- $isIPv4 := regexMatch (printf "^(%s\\.){3}%s$" $octet $octet) $host -}}
{{- $groups := "([0-9a-f]{1,4}:)*[0-9a-f]{1,4}" -}}
{{- $isShort := and (regexMatch (printf "^\\[(%s)?::(%s)?\\]$" $groups $groups) $host) (le (len (splitList ":" $host)) 8) -}}
{{- $isIPv6 := or $isShort (regexMatch "^\\[([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}\\]$" $host) -}}
{{- if or (and (hasPrefix "[" $host) (not $isIPv6)) (and (regexMatch "(^|\\.)[0-9]+\\.?$" $host) (not $isIPv4)) -}}
{{- fail $wrong -}}
{{- end -}}
{{- if or (lt (atoi $port) 1) (gt (atoi $port) 65535) -}}
{{- fail (printf "global.otlpEndpoint is %q, but a port is a number from 1 to 65535" $endpoint) -}}
{{- end -}}
{{- if and $path (eq .Values.telemetry.protocol "grpc") -}}
{{- fail (printf "global.otlpEndpoint is %q, but OTLP over gRPC has no path: leave /%s out, or set telemetry.protocol=http/protobuf" $endpoint $path) -}}
{{- end -}}
{{- if and $path .Values.dapr.enabled -}}
{{- fail (printf "global.otlpEndpoint is %q, but Dapr's sidecars take host and port only: leave /%s out, or set dapr.enabled=false" $endpoint $path) -}}
{{- end -}}
{{- dict "scheme" $scheme "host" $host "port" (atoi $port | toString) "path" (empty $path | ternary "" (printf "/%s" $path)) | toJson -}}
{{- end -}}

{{/* host:port, as sidecars and NetworkPolicies take it. */}}
{{- define "demo-app.otlpAddress" -}}
{{- with include "demo-app.otlpTarget" . | fromJson -}}
{{- printf "%s:%s" .host .port -}}
{{- end -}}
{{- end -}}

{{/* The whole address, as apps and the load generator take it. */}}
{{- define "demo-app.otlpUrl" -}}
{{- with include "demo-app.otlpTarget" . | fromJson -}}
{{- printf "%s://%s:%s%s" .scheme .host .port .path -}}
{{- end -}}
{{- end -}}

{{- define "demo-app.otlpSecure" -}}
{{- eq (include "demo-app.otlpTarget" . | fromJson).scheme "https" -}}
{{- end -}}

{{/* Attributes that app and sidecar share, as OTEL_RESOURCE_ATTRIBUTES has them. daprd's annotation needs a dot in each name. */}}
{{- define "demo-app.resourceAttributes" -}}
service.namespace={{ .Release.Namespace }},deployment.environment.name={{ .Values.telemetry.environmentName }}
{{- range $name, $value := .Values.telemetry.resourceAttributes }},{{ $name }}={{ $value }}{{ end -}}
{{- end -}}
