{{- /* The agent's configuration. What a workload says of itself is stripped, the truth is set, then the data goes to the gateway. */ -}}
{{- define "collector.agentConfig" -}}
{{- include "collector.validate" . -}}
{{- $queues := include "collector.queues" . | fromJson -}}
extensions:
  {{- include "collector.healthCheck" . | nindent 2 }}

receivers:
  otlp:
    protocols:
      # The memory limiter looks once a second and after decoding, so one pod's large requests must not get that far.
      grpc:
        endpoint: ${env:POD_IP}:4317
        max_recv_msg_size_mib: {{ .Values.agent.maxRequestMiB }}
      http:
        endpoint: ${env:POD_IP}:4318
        max_request_body_size: {{ mul .Values.agent.maxRequestMiB 1048576 }}
  {{- if .Values.agent.daprMetrics.enabled }}
  prometheus/daprd:
    config:
      scrape_configs:
        - job_name: daprd
          scrape_interval: {{ .Values.agent.daprMetrics.interval }}
          # A pod's annotations are its owner's: what a scrape may cost has limits, and it never leaves the pod's own address.
          sample_limit: {{ .Values.agent.daprMetrics.sampleLimit }}
          body_size_limit: 10MB
          follow_redirects: false
          honor_labels: false
          kubernetes_sd_configs:
            - role: pod
              selectors:
                - role: pod
                  field: spec.nodeName=${env:K8S_NODE_NAME}
          relabel_configs:
            - source_labels: [__meta_kubernetes_pod_annotation_dapr_io_enabled]
              action: keep
              regex: "true"
            - source_labels: [__meta_kubernetes_pod_annotation_dapr_io_enable_metrics]
              action: drop
              regex: "false"
            - source_labels: [__meta_kubernetes_pod_phase]
              action: drop
              regex: Pending|Succeeded|Failed
            # On the host network the address is the node's, where anything may listen.
            - source_labels: [__meta_kubernetes_pod_ip]
              action: dropequal
              target_label: __meta_kubernetes_pod_host_ip
            # One target per container port was found; with the same address they become one.
            - source_labels: [__meta_kubernetes_pod_ip]
              target_label: __tmp_host
            - source_labels: [__meta_kubernetes_pod_ip]
              regex: (.*:.*)
              target_label: __tmp_host
              replacement: "[$$1]"
            - source_labels: [__tmp_host]
              target_label: __address__
              replacement: $$1:9090
            - source_labels: [__tmp_host, __meta_kubernetes_pod_annotation_dapr_io_metrics_port]
              regex: (.+);([0-9]+)
              target_label: __address__
              replacement: $$1:$$2
            # From the API server; a scraped label of the same name is renamed to exported_..., so the pod cannot say otherwise.
            - source_labels: [__meta_kubernetes_namespace]
              target_label: k8s_namespace_name
            - source_labels: [__meta_kubernetes_pod_name]
              target_label: k8s_pod_name
            - source_labels: [__meta_kubernetes_pod_uid]
              target_label: k8s_pod_uid
            - source_labels: [__meta_kubernetes_pod_node_name]
              target_label: k8s_node_name
            - source_labels: [__meta_kubernetes_pod_annotation_dapr_io_app_id]
              target_label: dapr_app_id
          metric_relabel_configs:
            # Its labels would become resource attributes: another way to claim a namespace.
            - source_labels: [__name__]
              action: drop
              regex: target_info
  {{- end }}

processors:
  {{- include "collector.memoryLimiter" . | nindent 2 }}
  # k8s_attributes keeps what is there already, so every attribute that it sets is removed before. By delete_matching_keys, because
  # that takes all that are called so: delete_key, and the resource processor with it, takes the first and leaves a second one standing.
  # In records the name tenant.id is the platform's as well, because backends mix the attributes of records and resources;
  # app.tenant.id is the application's own and stays.
  transform/strip:
    error_mode: propagate
    {{- range $signal, $record := dict "trace" "span" "metric" "datapoint" "log" "log" }}
    {{ $signal }}_statements:
      - context: resource
        statements:
          - delete_matching_keys(resource.attributes, "^(tenant[.]id|k8s[.].*)$$")
      - context: {{ $record }}
        statements:
          - delete_matching_keys({{ $record }}.attributes, "^(tenant[.]id|k8s[.]namespace[.]name)$$")
    {{- end }}
  # By the address that the data came from, and by nothing that is in the data. Annotations and labels of pods are their owner's
  # words, too: otel_annotations stays off.
  k8s_attributes:
    auth_type: serviceAccount
    filter:
      node_from_env_var: K8S_NODE_NAME
    # Not ready before it knows the node's pods: what came earlier would be unknown.
    wait_for_metadata: true
    wait_for_metadata_timeout: 30s
    extract:
      metadata:
        - k8s.namespace.name
        - k8s.pod.name
        - k8s.pod.uid
        - k8s.pod.start_time
        - k8s.node.name
        - k8s.replicaset.name
    pod_association:
      - sources:
          - from: connection
  {{- if .Values.agent.daprMetrics.enabled }}
  # Labels of the scrape's target, which say whose sidecar it is, become the resource.
  transform/daprd_target:
    error_mode: propagate
    metric_statements:
      - context: datapoint
        statements:
          {{- range $label, $attribute := dict "k8s_namespace_name" "k8s.namespace.name" "k8s_pod_name" "k8s.pod.name" "k8s_pod_uid" "k8s.pod.uid" "k8s_node_name" "k8s.node.name" "dapr_app_id" "service.name" }}
          - set(resource.attributes["{{ $attribute }}"], datapoint.attributes["{{ $label }}"])
          - delete_key(datapoint.attributes, "{{ $label }}")
          {{- end }}
  {{- end }}
  # The tenant, from the namespace and the one list.
  transform/tenant:
    error_mode: propagate
    {{- range $signal := list "trace" "metric" "log" }}
    {{ $signal }}_statements:
      - context: resource
        statements:
          - set(resource.attributes["k8s.namespace"], resource.attributes["k8s.namespace.name"])
          - set(resource.attributes["k8s.deployment.name"], resource.attributes["k8s.replicaset.name"])
          - replace_pattern(resource.attributes["k8s.deployment.name"], "-[^-]+$$", "") where resource.attributes["k8s.deployment.name"] != nil
          - set(resource.attributes["tenant.id"], "unknown")
          {{- range $.Values.tenants }}
          - set(resource.attributes["tenant.id"], "{{ .name }}") where resource.attributes["k8s.namespace.name"] == "{{ .namespace }}"
          {{- end }}
    {{- end }}
  # Probes of the kubelet and the sidecar, and what the run-time asks itself.
  filter/probes:
    error_mode: ignore
    traces:
      span:
        {{- range .Values.agent.probePaths }}
        - 'attributes["url.path"] == "{{ . }}"'
        {{- end }}
        - 'IsMatch(name, "^/v1[.]0/(metadata|healthz)(/|$$)")'
        - 'IsMatch(name, "^/?dapr[.]proto[.]runtime[.]v1[.]Dapr/(Get|Set)Metadata$$")'
        - 'IsMatch(attributes["url.full"], "^https?://[^/]+/v1[.]0/(metadata|healthz)(/|$$)")'
  # The exporters' own requests, which HTTP client metrics count with the rest.
  filter/exporter_requests:
    error_mode: ignore
    metrics:
      datapoint:
        - 'IsMatch(metric.name, "^http[.]client[.]") and (attributes["server.port"] == 4317 or attributes["server.port"] == 4318)'

exporters:
  otlp_grpc/gateway:
    # All gateways behind the headless Service, in turn.
    endpoint: {{ include "collector.gatewayHost" . }}:4317
    balancer_name: round_robin
    tls:
      {{- if .Values.tls.enabled }}
      ca_file: /etc/otel/tls/ca.crt
      cert_file: /etc/otel/tls/tls.crt
      key_file: /etc/otel/tls/tls.key
      min_version: "1.3"
      reload_interval: 1h
      {{- else }}
      insecure: true
      {{- end }}
    # In bytes, as the gateway's limit of a message is. The exporter makes the batches: a batch processor before it counts records.
    sending_queue:
      {{- include "collector.queue" (list $queues.agent $queues) | nindent 6 }}
    retry_on_failure:
      initial_interval: 1s
      max_interval: 30s
      max_elapsed_time: 300s

service:
  extensions: [health_check]
  {{- include "collector.telemetry" . | nindent 2 }}
  pipelines:
    traces:
      receivers: [otlp]
      processors: [memory_limiter, transform/strip, k8s_attributes, transform/tenant, filter/probes]
      exporters: [otlp_grpc/gateway]
    metrics:
      receivers: [otlp]
      processors: [memory_limiter, transform/strip, k8s_attributes, transform/tenant, filter/exporter_requests]
      exporters: [otlp_grpc/gateway]
    logs:
      receivers: [otlp]
      processors: [memory_limiter, transform/strip, k8s_attributes, transform/tenant]
      exporters: [otlp_grpc/gateway]
    {{- if .Values.agent.daprMetrics.enabled }}
    # No connection to go by: the namespace is that of the scrape's target.
    metrics/daprd:
      receivers: [prometheus/daprd]
      processors: [memory_limiter, transform/strip, transform/daprd_target, transform/tenant]
      exporters: [otlp_grpc/gateway]
    {{- end }}
{{- end -}}
