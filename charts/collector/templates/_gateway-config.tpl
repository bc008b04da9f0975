{{- /* The gateway's configuration: one route, one pipeline and one exporter per tenant and signal; anything else is unknown. */ -}}

{{- /* Name of the variable that has a header's value; call with a dict of tenant and header. */ -}}
{{- define "collector.headerVariable" -}}
HEADER_{{ printf "%s__%s" .tenant .header | upper | replace "-" "_" }}
{{- end -}}

{{- /* Kind of an exporter: otlp_grpc, otlp_http or debug. */ -}}
{{- define "collector.exporterKind" -}}
{{- if not .endpoint }}debug{{ else if eq (.protocol | default "grpc") "http/protobuf" }}otlp_http{{ else }}otlp_grpc{{ end -}}
{{- end -}}

{{- /* Settings of an exporter with an endpoint; call with a dict of tenant and exporter. */ -}}
{{- define "collector.exporterSettings" -}}
{{- $plain := hasPrefix "http://" .exporter.endpoint -}}
{{- $host := .exporter.endpoint | trimPrefix "http://" | trimPrefix "https://" | trimSuffix "/" -}}
{{- if eq (include "collector.exporterKind" .exporter) "otlp_http" }}
endpoint: {{ include "collector.text" (printf "%s://%s" (ternary "http" "https" $plain) $host) }}
{{- else }}
endpoint: {{ include "collector.text" $host }}
{{- end }}
tls:
  insecure: {{ $plain }}
{{- with .exporter.headers }}
headers:
  {{- range $header, $value := . }}
  {{- if kindIs "map" $value }}
  {{ $header }}: ${env:{{ include "collector.headerVariable" (dict "tenant" $.tenant "header" $header) }}}
  {{- else }}
  {{ $header }}: {{ include "collector.text" $value }}
  {{- end }}
  {{- end }}
{{- end }}
sending_queue:
  queue_size: {{ .exporter.queueSize | default 1000 }}
  num_consumers: 4
retry_on_failure:
  initial_interval: 1s
  max_interval: 30s
  max_elapsed_time: 300s
{{- end -}}

{{- define "collector.gatewayConfig" -}}
{{- include "collector.validate" . -}}
{{- $unknown := printf "%s/unknown" (include "collector.exporterKind" .Values.unknown.exporter) -}}
extensions:
  {{- include "collector.healthCheck" . | nindent 2 }}

receivers:
  otlp:
    protocols:
      grpc:
        endpoint: ${env:POD_IP}:4317
        # A batch of an agent: up to 1,000 records.
        max_recv_msg_size_mib: 16
        # Agents connect anew from time to time, and so find gateways that came later.
        keepalive:
          server_parameters:
            max_connection_age: 5m
            max_connection_age_grace: 30s
        {{- if .Values.tls.enabled }}
        tls:
          cert_file: /etc/otel/tls/tls.crt
          key_file: /etc/otel/tls/tls.key
          # Asks for a certificate of this CA: without one, no connection.
          client_ca_file: /etc/otel/tls/ca.crt
          min_version: "1.3"
          reload_interval: 1h
        {{- end }}

processors:
  {{- include "collector.memoryLimiter" . | nindent 2 }}
  # daprd writes database attributes by the conventions of 1.25; these are their names since they became stable.
  transform/daprd_database:
    error_mode: ignore
    trace_statements:
      - context: span
        conditions:
          - span.attributes["db.system"] == "state"
        statements:
          - set(span.attributes["db.system.name"], span.attributes["db.system"])
          - set(span.attributes["db.collection.name"], span.attributes["db.name"])
          - set(span.attributes["db.query.text"], span.attributes["db.statement"])
          - set(span.attributes["db.operation.name"], "get") where IsMatch(span.attributes["db.statement"], "^GET |^POST .*/bulk$$|Dapr/Get(Bulk)?State$$")
          - set(span.attributes["db.operation.name"], "set") where IsMatch(span.attributes["db.statement"], "^(POST|PUT) /v1[.]0/state/[^/]+$$|Dapr/SaveState$$")
          - set(span.attributes["db.operation.name"], "delete") where IsMatch(span.attributes["db.statement"], "^DELETE |Dapr/Delete(Bulk)?State$$")
          - set(span.attributes["db.operation.name"], "transaction") where IsMatch(span.attributes["db.statement"], "/transaction$$|Dapr/ExecuteStateTransaction$$")
          - delete_key(span.attributes, "db.system")
          - delete_key(span.attributes, "db.name")
          - delete_key(span.attributes, "db.statement")
          - delete_key(span.attributes, "db.connection_string")
  # In every tenant's pipeline, and for more than its batches: a full queue's error ends here. Without it, it would go back through
  # the router to the agent, which would send the whole batch again, the other tenants' part of it too.
  batch:
    send_batch_size: 500
    send_batch_max_size: 1000
    timeout: 1s

{{- if .Values.tenants }}

connectors:
  {{- range $signal := list "traces" "metrics" "logs" }}
  routing/{{ $signal }}:
    default_pipelines: [{{ $signal }}/unknown]
    error_mode: ignore
    table:
      {{- range $.Values.tenants }}
      - context: resource
        condition: attributes["tenant.id"] == "{{ .name }}"
        pipelines: [{{ $signal }}/{{ .name }}]
      {{- end }}
  {{- end }}
{{- end }}

exporters:
  {{- range .Values.tenants }}
  {{ include "collector.exporterKind" .exporter }}/{{ .name }}:
    {{- include "collector.exporterSettings" (dict "tenant" .name "exporter" .exporter) | trim | nindent 4 }}
  {{- end }}
  {{ $unknown }}:
    {{- if .Values.unknown.exporter.endpoint }}
    {{- include "collector.exporterSettings" (dict "tenant" "unknown" "exporter" .Values.unknown.exporter) | trim | nindent 4 }}
    {{- else }}
    # Counts like every exporter, and says now and then that there was something.
    verbosity: basic
    sampling_initial: 1
    sampling_thereafter: 100
    {{- end }}

service:
  extensions: [health_check]
  {{- include "collector.telemetry" . | nindent 2 }}
  pipelines:
    {{- range $signal := list "traces" "metrics" "logs" }}
    {{- $router := printf "routing/%s" $signal }}
    {{ $signal }}:
      receivers: [otlp]
      processors: [memory_limiter{{ if eq $signal "traces" }}, transform/daprd_database{{ end }}{{ if not $.Values.tenants }}, batch{{ end }}]
      exporters: [{{ if $.Values.tenants }}{{ $router }}{{ else }}{{ $unknown }}{{ end }}]
    {{- if $.Values.tenants }}
    {{- range $.Values.tenants }}
    {{ $signal }}/{{ .name }}:
      receivers: [{{ $router }}]
      processors: [batch]
      exporters: [{{ include "collector.exporterKind" .exporter }}/{{ .name }}]
    {{- end }}
    {{ $signal }}/unknown:
      receivers: [{{ $router }}]
      processors: [batch]
      exporters: [{{ $unknown }}]
    {{- end }}
    {{- end }}
{{- end -}}
