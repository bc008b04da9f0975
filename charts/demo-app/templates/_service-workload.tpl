{{/* Deployment, Services, disruption budget and autoscaler of Sender or Receiver: {root, component}. */}}
{{- define "demo-app.serviceWorkload" -}}
{{- $ := .root -}}
{{- $component := .component -}}
{{- $part := index $.Values $component -}}
{{- if $part.enabled -}}
{{- $pod := dict "root" $ "component" $component "valuesKey" $component "dapr" true -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "demo-app.metadata" (dict "root" $ "component" $component "name" $part.name) | nindent 2 }}
spec:
  {{- if not $part.autoscaling.enabled }}
  replicas: {{ $part.replicaCount }}
  {{- end }}
  {{- /* Never fewer pods than wanted, not even with one replica. */}}
  strategy:
    type: RollingUpdate
    rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
  selector:
    matchLabels:
      {{- include "demo-app.selectorLabels" $pod | nindent 6 }}
  template:
    metadata:
      {{- include "demo-app.podMetadata" $pod | nindent 6 }}
    spec:
      {{- include "demo-app.podSpec" $pod | nindent 6 }}
      {{- if $part.topologySpread.enabled }}
      topologySpreadConstraints:
        {{- range list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
        - maxSkew: 1
          topologyKey: {{ . }}
          whenUnsatisfiable: {{ $part.topologySpread.whenUnsatisfiable }}
          labelSelector:
            matchLabels:
              {{- include "demo-app.selectorLabels" $pod | nindent 14 }}
          matchLabelKeys: [pod-template-hash]
        {{- end }}
      {{- end }}
      containers:
        - name: {{ $component }}
          {{- include "demo-app.container" $pod | nindent 10 }}
          ports:
            - name: http
              containerPort: 8000
              protocol: TCP
          env:
            {{- include "demo-app.env" (list (include "demo-app.serviceEnv" $pod | fromYaml) $.Values.global.envs $part.env) | nindent 12 }}
          startupProbe:
            httpGet: {path: /health, port: http}
            {{- toYaml $.Values.probes.startup | nindent 12 }}
          livenessProbe:
            httpGet: {path: /alive, port: http}
            {{- toYaml $.Values.probes.liveness | nindent 12 }}
          readinessProbe:
            httpGet: {path: /ready, port: http}
            {{- toYaml $.Values.probes.readiness | nindent 12 }}
          {{- if $part.preStopSleepSeconds }}
          lifecycle:
            preStop:
              {{- /* Until no proxy sends new requests any more. Slept by the kubelet: the image has no shell and no sleep. */}}
              sleep: {seconds: {{ $part.preStopSleepSeconds }}}
          {{- end }}
{{- include "demo-app.services" (dict "root" $ "component" $component "targetPort" "http") }}
{{- if $part.podDisruptionBudget.enabled }}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "demo-app.metadata" (dict "root" $ "component" $component "name" $part.name) | nindent 2 }}
spec:
  maxUnavailable: {{ $part.podDisruptionBudget.maxUnavailable }}
  {{- /* A pod that does not work must not keep its node from being drained. */}}
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "demo-app.selectorLabels" $pod | nindent 6 }}
{{- end }}
{{- if $part.autoscaling.enabled }}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  {{- include "demo-app.metadata" (dict "root" $ "component" $component "name" $part.name) | nindent 2 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ $part.name | quote }}
  minReplicas: {{ $part.autoscaling.minReplicas }}
  maxReplicas: {{ $part.autoscaling.maxReplicas }}
  metrics:
    {{- /* Of the app's container alone: the sidecar's use would water the average down. */}}
    - type: ContainerResource
      containerResource:
        name: cpu
        container: {{ $component }}
        target:
          type: Utilization
          averageUtilization: {{ $part.autoscaling.targetCPUUtilizationPercentage }}
{{- end }}
{{- end }}
{{- end -}}

{{/* A Service for each name of a component: {root, component, targetPort, ports?}. Only the first has the type of the values. */}}
{{- define "demo-app.services" -}}
{{- $ := .root -}}
{{- $component := .component -}}
{{- $service := (index $.Values $component).service -}}
{{- $targetPort := .targetPort -}}
{{- $morePorts := .morePorts -}}
{{- range $index, $name := (include "demo-app.serviceNames" . | fromJson).names }}
---
apiVersion: v1
kind: Service
metadata:
  {{- include "demo-app.metadata" (dict "root" $ "component" $component "name" $name "annotations" $service.annotations) | nindent 2 }}
spec:
  type: {{ ternary $service.type "ClusterIP" (eq $index 0) }}
  selector:
    {{- include "demo-app.selectorLabels" (dict "root" $ "component" $component) | nindent 4 }}
  ports:
    {{- if $targetPort }}
    - name: http
      port: {{ $service.port }}
      targetPort: {{ $targetPort }}
      protocol: TCP
      appProtocol: http
    {{- end }}
    {{- with $morePorts }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end }}
{{- end -}}
