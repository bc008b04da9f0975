{{/* metadata of a pod template: {root, component}. */}}
{{- define "demo-app.podMetadata" -}}
{{- $part := index .root.Values .valuesKey -}}
{{- $dapr := dict -}}
{{- if and .dapr .root.Values.dapr.enabled -}}
{{- $checksum := dict "checksum/dapr" (include "demo-app.daprChecksum" .root) -}}
{{- $dapr = merge (dict) .root.Values.dapr.annotations (include "demo-app.daprAnnotations" . | fromYaml) $checksum -}}
{{- end -}}
labels:
  {{- merge (include "demo-app.selectorLabels" . | fromYaml) $part.podLabels .root.Values.commonLabels | toYaml | nindent 2 }}
annotations:
  {{- merge (dict) $part.podAnnotations .root.Values.commonAnnotations $dapr (dict "kubectl.kubernetes.io/default-container" .component) | toYaml | nindent 2 }}
{{- end -}}

{{/* What every pod spec has but its containers. */}}
{{- define "demo-app.podSpec" -}}
{{- $part := index .root.Values .valuesKey -}}
serviceAccountName: {{ include "demo-app.serviceAccountName" .root | quote }}
{{- /* Nothing here asks the Kubernetes API; the sidecar gets a token of its own from the injector. */}}
automountServiceAccountToken: false
{{- /* Variables of neighbouring Services, such as LOCUST_WEB_PORT=tcp://…, would be taken for settings. */}}
enableServiceLinks: false
securityContext:
  {{- toYaml .root.Values.podSecurityContext | nindent 2 }}
{{- with include "demo-app.imagePullSecrets" (dict "root" .root "component" .valuesKey) }}
{{ . }}
{{- end }}
terminationGracePeriodSeconds: {{ $part.terminationGracePeriodSeconds }}
{{- with $part.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
{{- with $part.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $part.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $part.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
volumes:
  - name: tmp
    emptyDir: {sizeLimit: 64Mi}
  {{- with $part.volumes }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{/* What every container has but its name, ports, probes and variables. */}}
{{- define "demo-app.container" -}}
{{- $part := index .root.Values .valuesKey -}}
image: {{ include "demo-app.image" (dict "root" .root "component" .valuesKey) | quote }}
{{- with include "demo-app.imagePullPolicy" (dict "root" .root "component" .valuesKey) }}
imagePullPolicy: {{ . }}
{{- end }}
securityContext:
  {{- toYaml .root.Values.containerSecurityContext | nindent 2 }}
resources:
  {{- toYaml $part.resources | nindent 2 }}
volumeMounts:
  - name: tmp
    mountPath: /tmp
  {{- with $part.volumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}
