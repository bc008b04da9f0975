{{- /* What the schema cannot say. Both configurations begin with it, so nothing is rendered of values that are refused. */ -}}
{{- define "collector.validate" -}}
{{- $names := dict -}}
{{- $namespaces := dict -}}
{{- range .Values.tenants -}}
{{- if hasKey $names .name -}}{{ fail (printf "tenants: the name %s is listed twice; each tenant has one entry." .name) }}{{- end -}}
{{- if eq .name "gateway" -}}
{{- fail "tenants: the name gateway is taken: the metrics of the agents' own exporter have it. Give the tenant another name." -}}
{{- end -}}
{{- if hasKey $namespaces .namespace -}}
{{- fail (printf "tenants: the namespace %s belongs to %s and to %s; one namespace is one tenant's."
  .namespace (get $namespaces .namespace) .name) -}}
{{- end -}}
{{- if eq .namespace $.Release.Namespace -}}
{{- fail (printf "tenants: %s has the collectors' own namespace %s; what runs there may talk to the gateway." .name .namespace) -}}
{{- end -}}
{{- if regexMatch "^(kube-.*|default|dapr-system)$" .namespace -}}
{{- fail (printf "tenants: %s has the namespace %s, which belongs to the cluster; give the tenant a namespace of its own."
  .name .namespace) -}}
{{- end -}}
{{- $_ := set $names .name true -}}
{{- $_ := set $namespaces .namespace .name -}}
{{- include "collector.validateExporter" (list (printf "tenants: %s" .name) .exporter) -}}
{{- end -}}
{{- include "collector.validateExporter" (list "unknown" .Values.unknown.exporter) -}}
{{- if hasKey .Values.agent "queueSize" -}}
{{- fail "agent.queueSize counted batches and is gone; use agent.queueBytes, the bytes that wait for each signal, or leave it out." -}}
{{- end -}}
{{- include "collector.validateServices" . -}}
{{- end -}}

{{- /* An exporter's keys; call with a list of its owner, as an error names it, and the exporter. */ -}}
{{- define "collector.validateExporter" -}}
{{- $owner := index . 0 -}}
{{- $exporter := index . 1 -}}
{{- $grpc := ne ($exporter.protocol | default "grpc") "http/protobuf" -}}
{{- if hasKey $exporter "queueSize" -}}
{{- fail (print $owner " has exporter.queueSize, which counted batches and is gone; use exporter.queueBytes, the bytes that wait for "
  "each signal, or leave it out.") -}}
{{- end -}}
{{- with $exporter.endpoint -}}
{{- /* The collector's own check of these would keep the gateway of all tenants from starting. */ -}}
{{- if and $grpc (not (regexMatch "^(https?://)?[^/]+:[0-9]+/?$" .)) -}}
{{- fail (printf "%s has the endpoint %s; gRPC takes a host and a port without a path, such as https://otlp.example.com:4317." $owner .) -}}
{{- end -}}
{{- $port := regexReplaceAll "^(https?://)?(\\[[^\\]]*\\]|[^/:]*):?([0-9]*)(/.*)?$" . "${3}" -}}
{{- if and $port (or (gt (len $port) 5) (lt (int $port) 1) (gt (int $port) 65535)) -}}
{{- fail (printf "%s has the endpoint %s; its port is not one of 1 to 65535." $owner .) -}}
{{- end -}}
{{- end -}}
{{- $seen := dict -}}
{{- $secret := "" -}}
{{- range $header, $value := $exporter.headers -}}
{{- $name := lower $header -}}
{{- if hasKey $seen $name -}}
{{- fail (printf "%s has the headers %s and %s, which are the same: names of headers are case-insensitive (RFC 9110, 5.1). Keep one."
  $owner (get $seen $name) $header) -}}
{{- end -}}
{{- $_ := set $seen $name $header -}}
{{- /* Set by the exporter or the transport: a value here would be ignored or break the request. */ -}}
{{- $reserved := list "connection" "content-encoding" "content-length" "content-type" "host" "keep-alive" "proxy-connection" "te"
  "trailer" "transfer-encoding" "upgrade" -}}
{{- if or (has $name $reserved) (and $grpc (or (eq $name "user-agent") (hasPrefix "grpc-" $name))) -}}
{{- fail (printf "%s has the header %s, which the exporter sets itself; leave it out." $owner $header) -}}
{{- end -}}
{{- if and $grpc (hasSuffix "-bin" $name) -}}
{{- fail (printf "%s has the header %s: gRPC encodes the values of names that end in -bin. Use protocol: http/protobuf."
  $owner $header) -}}
{{- end -}}
{{- if kindIs "map" $value -}}
{{- if $secret -}}
{{- fail (printf "%s has two headers from a Secret, %s and %s; an exporter takes one." $owner $secret $header) -}}
{{- end -}}
{{- $secret = $header -}}
{{- else if not (regexMatch "^([!-~]([ -~]*[!-~])?)?$" $value) -}}
{{- fail (print $owner " has a value of the header " $header " that HTTP cannot carry: only printable ASCII, without a line break and "
  "without a blank at either end.") -}}
{{- end -}}
{{- end -}}
{{- if and $secret $grpc (hasPrefix "http://" ($exporter.endpoint | default "")) -}}
{{- fail (print $owner " has the header " $secret " from a Secret and the endpoint " $exporter.endpoint ": gRPC sends secrets over TLS "
  "only. Use https://, or protocol: http/protobuf.") -}}
{{- end -}}
{{- end -}}

{{- /* Names of Services are put together from parts of several values. */ -}}
{{- define "collector.validateServices" -}}
{{- $agent := include "collector.agentName" . -}}
{{- $gateway := include "collector.gatewayName" . -}}
{{- $services := concat (list $agent (printf "%s-metrics" $agent) $gateway (printf "%s-metrics" $gateway)) .Values.agent.service.aliases -}}
{{- if .Values.viewer.enabled -}}
{{- range .Values.tenants }}{{ $services = append $services (printf "viewer-%s" .name) }}{{ end -}}
{{- end -}}
{{- $seen := dict -}}
{{- range $services -}}
{{- if hasKey $seen . -}}
{{- fail (printf "Two Services would have the name %s; change namePrefix, agent.service.aliases or the tenant's name." .) -}}
{{- end -}}
{{- $_ := set $seen . true -}}
{{- if not (regexMatch "^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$" .) -}}
{{- fail (print "A Service would have the name " . ": Kubernetes takes 63 characters at most, the first of them a letter. Change "
  "namePrefix, agent.service.aliases or the tenant's name.") -}}
{{- end -}}
{{- end -}}
{{- end -}}
