{{- /* The gateway's configuration: one route, one pipeline and one exporter per tenant and signal; anything else is unknown. */ -}}

{{- /* Name of the header whose value is in a Secret; empty without one. */ -}}
{{- define "collector.secretHeader" -}}
{{- range $header, $value := .headers }}{{ if kindIs "map" $value }}{{ $header }}{{ end }}{{ end -}}
{{- end -}}

{{- /*
The exporters whose header comes from a Secret, as a JSON list of name, header and secretKeyRef. The value reaches the collector as a
file, which it takes as it is: in a variable it would expand what looks like a reference to another variable or file. The file has the
tenant's name, so two tenants never share one.
*/ -}}
{{- define "collector.secrets" -}}
{{- $secrets := list -}}
{{- range append .Values.tenants (dict "name" "unknown" "exporter" .Values.unknown.exporter) -}}
{{- $header := include "collector.secretHeader" .exporter -}}
{{- if $header -}}
{{- $secrets = append $secrets (dict "name" .name "header" $header "secretKeyRef" (get .exporter.headers $header).secretKeyRef) -}}
{{- end -}}
{{- end -}}
{{- toJson $secrets -}}
{{- end -}}

{{- /* Kind of an exporter: otlp_grpc, otlp_http or debug. */ -}}
{{- define "collector.exporterKind" -}}
{{- if not .endpoint }}debug{{ else if eq (.protocol | default "grpc") "http/protobuf" }}otlp_http{{ else }}otlp_grpc{{ end -}}
{{- end -}}

{{- /* Settings of an exporter with an endpoint; call with a dict of name, exporter and the result of collector.queues. */ -}}
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
{{- $secret := include "collector.secretHeader" .exporter }}
{{- if $secret }}
auth: {authenticator: bearertokenauth/{{ .name }}}
{{- end }}
{{- with omit (.exporter.headers | default dict) $secret }}
headers:
  {{- range $header, $value := . }}
  {{ $header | quote }}: {{ include "collector.text" $value }}
  {{- end }}
{{- end }}
sending_queue:
  {{- include "collector.queue" (list (.exporter.queueBytes | default .queues.default) .queues) | nindent 2 }}
  num_consumers: 4
retry_on_failure:
  initial_interval: 1s
  max_interval: 30s
  max_elapsed_time: 300s
{{- end -}}

{{- define "collector.gatewayConfig" -}}
{{- include "collector.validate" . -}}
{{- $unknown := printf "%s/unknown" (include "collector.exporterKind" .Values.unknown.exporter) -}}
{{- $queues := include "collector.queues" . | fromJson -}}
{{- $secrets := include "collector.secrets" . | fromJsonArray -}}
extensions:
  {{- include "collector.healthCheck" . | nindent 2 }}
  {{- if $secrets }}
  # An empty scheme: the header is the file's content alone.
  {{- end }}
  {{- range $secrets }}
  bearertokenauth/{{ .name }}:
    header: {{ .header | quote }}
    scheme: ""
    filename: /etc/otel/headers/{{ .name }}
  {{- end }}

receivers:
  otlp:
    protocols:
      grpc:
        endpoint: ${env:POD_IP}:4317
        # A batch of an agent has 4,000,000 bytes at most.
        max_recv_msg_size_mib: 8
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
  # In every tenant's pipeline, and not for its batches, which the exporter makes: a full queue's error ends here. Without it, it would
  # go back through the router to the agent, which would send the whole batch again, the other tenants' part of it too.
  batch: {timeout: 0s}

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
    {{- include "collector.exporterSettings" (dict "name" .name "exporter" .exporter "queues" $queues) | trim | nindent 4 }}
  {{- end }}
  {{ $unknown }}:
    {{- if .Values.unknown.exporter.endpoint }}
    {{- $settings := dict "name" "unknown" "exporter" .Values.unknown.exporter "queues" $queues }}
    {{- include "collector.exporterSettings" $settings | trim | nindent 4 }}
    {{- else }}
    # Counts like every exporter, and says now and then that there was something.
    verbosity: basic
    sampling_initial: 1
    sampling_thereafter: 100
    {{- end }}

service:
  extensions: [health_check{{ range $secrets }}, bearertokenauth/{{ .name }}{{ end }}]
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
