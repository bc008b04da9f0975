#!/usr/bin/env bash
# What `make bench-telemetry` does: POST /send through a native Sender and Receiver without Dapr, with all telemetry on, with each signal
# left out, unsampled and with all off, in turn within one run; then the bytes that a request allocates, in the JIT build.
# The collector (tools/OtlpSink) takes everything and reads nothing; the load and it share the machine with what is measured.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${ROUNDS:-5}
seconds=${SECONDS_EACH:-4}
connections=32

. tools/need-wrk.sh

folder=$(mktemp -d)
pids=()
stop() { kill "${pids[@]}" 2>/dev/null || true; wait "${pids[@]}" 2>/dev/null || true; pids=(); }
trap 'stop; rm -rf "$folder"' EXIT

cat > "$folder/send.lua" <<'LUA'
wrk.method = "POST"
wrk.body = '{"request_id":"bench-1","message":"Hello from tenant1","data":{"customer":"c-17","items":[1,2,3]}}'
wrk.headers["Content-Type"] = "application/json"
wrk.headers["traceparent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
LUA

names=(off all no-logs no-metrics no-traces unsampled)
declare -A variables=(
  [off]="OTEL_SDK_DISABLED=true"
  [all]="OTEL_SDK_DISABLED=false"
  [no-logs]="OTEL_LOGS_EXPORTER=none"
  [no-metrics]="OTEL_METRICS_EXPORTER=none"
  [no-traces]="OTEL_TRACES_EXPORTER=none"
  [unsampled]="OTEL_TRACES_SAMPLER=always_off"
)

sink_port=$((20000 + RANDOM % 8000))
artifacts/native/otlpsink/OtlpSink "$sink_port" > "$folder/sink.log" 2>&1 &
pids+=($!)

start_pair() { # name, port, Sender, Receiver, more variables
  local name=$1 port=$2 sender=$3 receiver=$4; shift 4
  local shared=(TENANT_ID=tenant1 OTEL_EXPORTER_OTLP_ENDPOINT="http://127.0.0.1:$sink_port" "${variables[$name]}" "$@")
  env "${shared[@]}" STATE_STORE=none PROCESSING_TIME_MS=0 ALLOCATIONS_FILE="$folder/$name.receiver" ASPNETCORE_URLS="http://127.0.0.1:$((port + 1))" \
    "$receiver" > "$folder/$name.receiver.log" 2>&1 &
  pids+=($!)
  env "${shared[@]}" RECEIVER_SERVICE_URL="http://127.0.0.1:$((port + 1))" ALLOCATIONS_FILE="$folder/$name.sender" ASPNETCORE_URLS="http://127.0.0.1:$port" \
    "$sender" > "$folder/$name.sender.log" 2>&1 &
  pids+=($!)
  for _ in $(seq 100); do curl -fsS -o /dev/null -X POST "http://127.0.0.1:$port/send" 2>/dev/null && return; sleep 0.1; done
  cat "$folder"/*.log >&2
  return 1
}

load() { # port, seconds -> requests/s
  wrk -t1 -c"$connections" -d"${2}s" -s "$folder/send.lua" "http://127.0.0.1:$1/send" > "$folder/wrk"
  if grep -q 'Non-2xx' "$folder/wrk"; then cat "$folder/wrk" >&2; return 1; fi
  awk '/Requests\/sec/ { print $2 }' "$folder/wrk"
}

port=$((30000 + RANDOM % 2000))
declare -A ports
for name in "${names[@]}"; do
  ports[$name]=$port
  start_pair "$name" "$port" artifacts/native/sender/Sender artifacts/native/receiver/Receiver
  port=$((port + 2))
done
for name in "${names[@]}"; do load "${ports[$name]}" 2 > /dev/null; done
for _ in $(seq "$rounds"); do
  for name in "${names[@]}"; do echo "$name $(load "${ports[$name]}" "$seconds")"; done
done > "$folder/rounds"
lost=$({ grep -l 'Exports of' "$folder"/*.log || true; } | wc -l)
stop

# Allocations, one pair after the other: each sum is taken before and after the same number of requests.
artifacts/native/otlpsink/OtlpSink "$sink_port" > "$folder/sink.log" 2>&1 &
pids+=($!)
for name in "${names[@]}"; do
  start_pair "$name" "$port" artifacts/jit/sender/bin/Sender/release/Sender artifacts/jit/receiver/bin/Receiver/release/Receiver \
    DOTNET_STARTUP_HOOKS="$PWD/tools/AllocationCounter/bin/Release/net10.0/AllocationCounter.dll"
  load "$port" 3 > /dev/null
  services=("${pids[@]: -2}")
  mark() { # how many lines each process has written by then
    kill -USR1 "${services[@]}"
    for _ in $(seq 100); do
      [ "$(cat "$folder/$name.sender" "$folder/$name.receiver" 2>/dev/null | wc -l)" -eq $((2 * $1)) ] && return
      sleep 0.1
    done
    echo "The services do not tell what they allocate: is tools/AllocationCounter built, and are they with StartupHookSupport?" >&2
    return 1
  }
  mark 1
  wrk -t1 -c"$connections" -d4s -s "$folder/send.lua" "http://127.0.0.1:$port/send" > "$folder/wrk"
  # What waits for its export belongs to the requests before.
  sleep 2
  mark 2
  echo "$name $(awk '/requests in/ { print $1 }' "$folder/wrk") $(paste -sd' ' "$folder/$name.sender") $(paste -sd' ' "$folder/$name.receiver")"
  kill "${services[@]}"; wait "${services[@]}" 2>/dev/null || true
  port=$((port + 2))
done > "$folder/allocations"

printf 'POST /send of native services without Dapr, %s connections, medians of %s rounds of %s s each, all in turn\n\n' "$connections" "$rounds" "$seconds"
printf '| telemetry | requests/s | ratio to off | bytes allocated per request (JIT) |\n| --- | --- | --- | --- |\n'
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
for name in "${names[@]}"; do
  rps=$(awk -v n="$name" '$1 == n { print $2 }' "$folder/rounds" | median)
  ratio=$(paste -d' ' <(awk -v n="$name" '$1 == n { print $2 }' "$folder/rounds") <(awk '$1 == "off" { print $2 }' "$folder/rounds") | awk '{ print $1 / $2 }' | median)
  bytes=$(awk -v n="$name" '$1 == n { print ($4 - $3 + $6 - $5) / $2 }' "$folder/allocations")
  printf '| %s | %.0f | %.2f | %.0f |\n' "$name" "$rps" "$ratio" "$bytes"
done
if [ "$lost" -gt 0 ]; then echo; echo "In $lost processes an export failed or a queue was full: the figures are of less telemetry than was made."; fi
