{{/* Peers that a host of a URL or a setting means: an address, a Service of this namespace, one of another, or anywhere else. */}}
{{- define "demo-app.peersOfHost" -}}
{{- $labels := . | lower | trimSuffix "." | splitList "." -}}
{{- if hasPrefix "[" . -}}
- ipBlock: {cidr: "{{ trimAll "[]" . }}/128"}
{{- else if regexMatch "^[0-9]+(\\.[0-9]+){3}$" . -}}
- ipBlock: {cidr: {{ . }}/32}
{{- else if eq (len $labels) 1 -}}
- podSelector: {}
{{- else if or (eq (len $labels) 2) (eq (index $labels 2) "svc") -}}
- namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: {{ index $labels 1 | quote }}}}
{{- else -}}
- ipBlock: {cidr: 0.0.0.0/0}
- ipBlock: {cidr: "::/0"}
{{- end -}}
{{- end -}}

{{/* An egress rule to host:port; an IPv6 address stands in brackets. */}}
{{- define "demo-app.egressTo" -}}
{{- $port := splitList ":" . | last -}}
- to:
    {{- include "demo-app.peersOfHost" (trimSuffix (printf ":%s" $port) .) | nindent 4 }}
  ports:
    - {protocol: TCP, port: {{ $port }}}
{{- end -}}

{{/* Pods of this release by component: a list of names. */}}
{{- define "demo-app.podsOf" -}}
matchLabels:
  {{- include "demo-app.releaseLabels" .root | nindent 2 }}
matchExpressions:
  - {key: app.kubernetes.io/component, operator: In, values: [{{ join ", " .components }}]}
{{- end -}}

{{- define "demo-app.agentPeer" -}}
- namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: {{ .Values.telemetry.agent.namespace | quote }}}}
  {{- with .Values.telemetry.agent.podLabels }}
  podSelector:
    matchLabels:
      {{- toYaml . | nindent 6 }}
  {{- end }}
{{- end -}}

{{/* Where nodes are: as given, else the private ranges of RFC 1918, RFC 6598 and RFC 4193. */}}
{{- define "demo-app.nodePeers" -}}
{{- range $index, $cidr := default (list "10.0.0.0/8" "172.16.0.0/12" "192.168.0.0/16" "100.64.0.0/10" "fc00::/7") .Values.networkPolicy.nodeCidrs }}
{{- if $index }}
{{ end -}}
- ipBlock: {cidr: {{ $cidr | quote }}}
{{- end -}}
{{- end -}}
