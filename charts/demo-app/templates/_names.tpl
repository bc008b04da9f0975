{{/* Names and labels. A "part" is {root, component}: the chart's context and one of sender, receiver, loadgen, loadgen-worker, test. */}}

{{- define "demo-app.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* Shorter than a name may be, because others are made by adding to it. A parent chart's alias may have capitals and underscores. */}}
{{- define "demo-app.fullname" -}}
{{- $name := include "demo-app.name" . | lower | replace "_" "-" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 45 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 45 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 45 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "demo-app.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "demo-app.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{/* The labels that every pod of the release has, whatever its part. */}}
{{- define "demo-app.releaseLabels" -}}
app.kubernetes.io/name: {{ include "demo-app.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- define "demo-app.selectorLabels" -}}
{{ include "demo-app.releaseLabels" .root }}
app.kubernetes.io/component: {{ .component }}
app: {{ .component }}
{{- end -}}

{{/* Labels of objects; pods have no chart version among theirs, so that a new chart alone does not restart them. */}}
{{- define "demo-app.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "demo-app.releaseLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: demo-app
{{- end -}}

{{/* metadata of an object: {root, name}, and component where the object belongs to one, annotations where it has its own. */}}
{{- define "demo-app.metadata" -}}
name: {{ .name | quote }}
namespace: {{ .root.Release.Namespace | quote }}
labels:
  {{- $labels := include "demo-app.labels" .root | fromYaml }}
  {{- with .component }}
  {{- $labels = merge (dict "app.kubernetes.io/component" . "app" .) $labels }}
  {{- end }}
  {{- /* The chart's own win: selectors rely on them. */}}
  {{- merge (dict) $labels .root.Values.commonLabels | toYaml | nindent 2 }}
{{- with merge (dict) (.annotations | default dict) .root.Values.commonAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The names that a part's Service answers to: the one of the values first, then the two that commands and addresses use. */}}
{{- define "demo-app.serviceNames" -}}
{{- $name := (index .root.Values .component).name -}}
{{- dict "names" (list $name .component (printf "%s-service" .component) | uniq) | toJson -}}
{{- end -}}

{{/* A parent chart's null takes the default away. */}}
{{- define "demo-app.tenant" -}}
{{- .Values.global.tenantId | default "default" -}}
{{- end -}}

{{/* sender-service, and sender-service-tenant1 for a tenant that has a name. */}}
{{- define "demo-app.otelServiceName" -}}
{{- $tenant := include "demo-app.tenant" .root -}}
{{- if and .root.Values.telemetry.tenantInServiceName (ne $tenant "default") -}}
{{- printf "%s-service-%s" .component $tenant -}}
{{- else -}}
{{- printf "%s-service" .component -}}
{{- end -}}
{{- end -}}
