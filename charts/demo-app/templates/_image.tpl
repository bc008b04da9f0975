{{/*
A repository whose first segment has a dot or a colon or is localhost names its registry itself, as in Docker's own rule;
before any other one goes global.imageRegistry. A digest wins over the tag.
*/}}
{{- define "demo-app.image" -}}
{{- $image := (index .root.Values .component).image -}}
{{- $first := splitList "/" $image.repository | first -}}
{{- $registry := .root.Values.global.imageRegistry | default "" | trimSuffix "/" -}}
{{- $full := or (contains "." $first) (contains ":" $first) (eq $first "localhost") (not $registry) -}}
{{- $repository := ternary $image.repository (printf "%s/%s" $registry $image.repository) $full -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $repository $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $repository (include "demo-app.tag" .) -}}
{{- end -}}
{{- end -}}

{{/* As given, else appVersion. The load generator is built with the services: it has their tag where they have one in common. */}}
{{- define "demo-app.tag" -}}
{{- $values := .root.Values -}}
{{- $version := .root.Chart.AppVersion -}}
{{- if and (eq .component "loadgen") (eq $values.sender.image.tag $values.receiver.image.tag) -}}
{{- $version = $values.sender.image.tag | default $version -}}
{{- end -}}
{{- (index $values .component).image.tag | default $version -}}
{{- end -}}

{{/* Empty where the values have none: then Kubernetes chooses, which is Always for the tag latest. */}}
{{- define "demo-app.imagePullPolicy" -}}
{{- (index .root.Values .component).image.pullPolicy | default .root.Values.global.imagePullPolicy | default "" -}}
{{- end -}}

{{- define "demo-app.imagePullSecrets" -}}
{{- with concat (.root.Values.global.imagePullSecrets | default list) (index .root.Values .component).image.pullSecrets | uniq -}}
imagePullSecrets:
  {{- range . }}
  - name: {{ . | quote }}
  {{- end }}
{{- end -}}
{{- end -}}
