{{- /*
How many bytes may wait, as JSON: batch (the largest message between the tiers and to a backend), agent (a queue of an agent),
default (a queue of the gateway whose tenant gives no queueBytes), count and sum (all queues of the gateway).

What waits takes about 2.4 times its size in memory (measured with contrib 0.149), and the memory limiter refuses everybody's data
from 60 % of the limit on. So all queues of a process together get a fifth of its limit; each exporter has a queue per signal.
*/ -}}
{{- define "collector.queues" -}}
{{- $least := 262144 -}}
{{- $given := 0 -}}
{{- $count := 0 -}}
{{- $open := 0 -}}
{{- range append .Values.tenants .Values.unknown -}}
{{- if .exporter.endpoint -}}
{{- $count = add1 $count -}}
{{- if .exporter.queueBytes }}{{ $given = add $given (int64 .exporter.queueBytes) }}{{ else }}{{ $open = add1 $open }}{{ end -}}
{{- end -}}
{{- end -}}
{{- $allowed := div (include "collector.memory" (list . "gateway") | int64) 5 -}}
{{- $agentShare := div (include "collector.memory" (list . "agent") | int64) 15 -}}
{{- $default := 41943040 -}}
{{- if $open }}{{ $default = min $default (div (sub $allowed (mul 3 $given)) (mul 3 $open)) | max $least }}{{ end -}}
{{- /* Two batches fit into every queue, and a batch into the 4 MiB that a gRPC server takes by default. */ -}}
{{- $batch := min 4000000 (div $default 2) (div $agentShare 2) -}}
{{- if $count }}{{ $batch = min $batch (div $allowed (mul 6 $count)) }}{{ end -}}
{{- dict
  "batch" (max $batch (div $least 2))
  "agent" (.Values.agent.queueBytes | default (min 67108864 $agentShare | max $least))
  "default" $default
  "count" $count
  "sum" (mul 3 (add $given (mul $open $default)))
  | toJson -}}
{{- end -}}

{{- /* The part of sending_queue that both tiers share; call with the bytes of the queue and the result of collector.queues. */ -}}
{{- define "collector.queue" -}}
{{- $batch := (index . 1).batch | int64 -}}
sizer: bytes
queue_size: {{ index . 0 | int64 }}
batch: {sizer: bytes, flush_timeout: 1s, min_size: {{ div $batch 4 }}, max_size: {{ $batch }}}
{{- end -}}

{{- /* Refuses queues that the limits of memory do not hold, or that do not hold two batches. */ -}}
{{- define "collector.validateQueues" -}}
{{- $queues := include "collector.queues" . | fromJson -}}
{{- $least := mul 2 (int64 $queues.batch) -}}
{{- range $tier, $sum := dict "agent" (mul 3 (int64 $queues.agent)) "gateway" (int64 $queues.sum) -}}
{{- $allowed := div (include "collector.memory" (list $ $tier) | int64) 5 -}}
{{- if gt $sum $allowed -}}
{{- $of := ternary "3 signals" (printf "3 signals of %d exporters" (int $queues.count)) (eq $tier "agent") -}}
{{- $else := ternary "lower agent.queueBytes" "have fewer exporters, or lower their queueBytes" (eq $tier "agent") -}}
{{- $limit := (index $.Values $tier).resources.limits.memory | toString -}}
{{- fail (printf (print "The queues of the %s (%s) add up to %d bytes. A fifth of %s.resources.limits.memory (%s) is %d bytes, and data "
  "that waits takes 2.4 times its size. Raise that limit to %dMi, or %s.")
  $tier $of $sum $tier $limit $allowed (add1 (div (mul 5 $sum) 1048576)) $else) -}}
{{- end -}}
{{- end -}}
{{- if lt (int64 $queues.agent) $least -}}
{{- fail (printf "agent.queueBytes is %d; it must hold two batches of up to %d bytes, so %d at least."
  (int64 $queues.agent) (int64 $queues.batch) $least) -}}
{{- end -}}
{{- range append .Values.tenants (dict "name" "unknown" "exporter" .Values.unknown.exporter) -}}
{{- if and .exporter.queueBytes (lt (int64 .exporter.queueBytes) $least) -}}
{{- $owner := ternary "unknown" (printf "tenants: %s" .name) (eq .name "unknown") -}}
{{- fail (printf "%s has exporter.queueBytes %d; it must hold two batches of up to %d bytes, so %d at least."
  $owner (int64 .exporter.queueBytes) (int64 $queues.batch) $least) -}}
{{- end -}}
{{- end -}}
{{- end -}}
