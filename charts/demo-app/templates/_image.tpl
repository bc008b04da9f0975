{{/*
A repository whose first segment has a dot or a colon or is localhost names its registry itself, as in Docker's own rule;
before any other one goes global.imageRegistry. The tag is appVersion unless given; a digest wins over both.
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
{{- printf "%s:%s" $repository (default .root.Chart.AppVersion $image.tag | toString) -}}
{{- end -}}
{{- end -}}

{{- define "demo-app.imagePullPolicy" -}}
{{- default .root.Values.global.imagePullPolicy (index .root.Values .component).image.pullPolicy -}}
{{- end -}}

{{- define "demo-app.imagePullSecrets" -}}
{{- with concat (.root.Values.global.imagePullSecrets | default list) (index .root.Values .component).image.pullSecrets | uniq -}}
imagePullSecrets:
  {{- range . }}
  - name: {{ . | quote }}
  {{- end }}
{{- end -}}
{{- end -}}
