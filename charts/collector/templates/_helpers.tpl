{{- define "collector.agentName" -}}{{ .Values.namePrefix }}-agent{{- end -}}
{{- define "collector.gatewayName" -}}{{ .Values.namePrefix }}-gateway{{- end -}}

{{- define "collector.gatewayHost" -}}
{{ include "collector.gatewayName" . }}.{{ .Release.Namespace }}.svc.{{ .Values.clusterDomain }}
{{- end -}}

{{- define "collector.image" -}}
{{ .Values.image.repository }}{{ if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}
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

{{- /* resources.limits.memory of a tier in bytes; call with a list of the root and the tier's key. */ -}}
{{- define "collector.memory" -}}
{{- $memory := (index (index . 0).Values (index . 1)).resources.limits.memory | toString -}}
{{- if not (regexMatch "^([0-9]+[.]?[0-9]*|[.][0-9]+)([kMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?$" $memory) -}}
{{- fail (printf "%s.resources.limits.memory is %q, which is not a quantity of memory; say 512Mi or 1Gi." (index . 1) $memory) -}}
{{- end -}}
{{- $number := regexFind "^[0-9.]+([eE][+-]?[0-9]+)?" $memory -}}
{{- $suffix := trimPrefix $number $memory -}}
{{- $power := get (dict "k" 1 "K" 1 "M" 2 "G" 3 "T" 4 "P" 5 "E" 6) (trimSuffix "i" $suffix) | default 0 -}}
{{- $bytes := float64 $number -}}
{{- range until $power }}{{ $bytes = mulf $bytes (ternary 1024 1000 (hasSuffix "i" $suffix)) }}{{ end -}}
{{- floor $bytes | int64 -}}
{{- end -}}

{{- /* Go's soft limit: four fifths of the memory limit, so that the collector collects garbage before it is killed. */ -}}
{{- define "collector.goMemLimit" -}}
{{- $bytes := include "collector.memory" . | int64 -}}
{{ div (mul (div $bytes 5) 4) 1048576 }}MiB
{{- end -}}

{{- /* A text in the collector's configuration, where $ begins a reference. */ -}}
{{- define "collector.text" -}}
{{ . | toString | replace "$" "$$" | quote }}
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
