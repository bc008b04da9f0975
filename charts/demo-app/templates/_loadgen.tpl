{{/* The variables of the load generator, master and workers alike: {root, component}. */}}
{{- define "demo-app.loadgenEnv" -}}
{{- include "demo-app.commonEnv" (dict "root" .root "component" "loadgen") }}
K8S_CONTAINER_NAME: {{ .component }}
{{- if eq (include "demo-app.nodeLocal" .root) "hostIP" }}
OTEL_EXPORTER_OTLP_ENDPOINT: http://$(NODE_IP):$(OTLP_PORT)
{{- end }}
OTEL_RESOURCE_ATTRIBUTES: tenant.id={{ include "demo-app.tenant" .root }},{{ include "demo-app.resourceAttributes" .root }},k8s.namespace.name=$(K8S_NAMESPACE_NAME),k8s.pod.name=$(K8S_POD_NAME),k8s.pod.uid=$(K8S_POD_UID),k8s.pod.ip=$(K8S_POD_IP),service.instance.id=$(K8S_POD_NAME)
TARGET_HOST: http://sender:{{ .root.Values.sender.service.port }}
USERS: "10"
SPAWN_RATE: "2"
RUN_TIME: 5m
{{- if eq .root.Values.loadgen.mode "job" }}
{{- /* A Job may start before its Sender, and has one try; in seconds. */}}
WAIT_FOR_TARGET: "120"
{{- end }}
{{- /* Python and Locust keep what they write in the home folder, and the root file system is read-only. */}}
HOME: /tmp
{{- end -}}

{{/* What loadgen.job says, over loadgen.env, where the load is a Job. */}}
{{- define "demo-app.loadgenJobEnv" -}}
{{- if eq .Values.loadgen.mode "job" -}}
{{- with .Values.loadgen.job -}}
{{- range $name, $value := dict "USERS" .users "SPAWN_RATE" .spawnRate "RUN_TIME" .runTime }}
{{- if not (kindIs "invalid" $value) }}
{{ $name }}: {{ include "demo-app.text" $value | quote }}
{{- end }}
{{- end }}
{{- end -}}
{{- end -}}
{{- end -}}
