#!/usr/bin/env bash
# What `make bench` does: the same GET straight to an app and through two sidecars, in turn within one run, and the ratio of the two.
# DAPRD=/path/to/daprd measures that sidecar instead of DevSidecar.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${ROUNDS:-3}
seconds=${SECONDS_EACH:-5}
app=$PWD/artifacts/native/sender/Sender
sidecar=${DAPRD:-$PWD/tools/DevSidecar/bin/Release/net10.0/DevSidecar}

. tools/need-wrk.sh

folder=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$folder"' EXIT

mkdir "$folder/components"
cat > "$folder/config.yaml" <<YAML
apiVersion: dapr.io/v1alpha1
kind: Configuration
metadata:
  name: bench
spec:
  nameResolution:
    component: sqlite
    version: v1
    configuration:
      connectionString: $folder/names.db
  metric:
    http:
      increasedCardinality: false
YAML

# As `run -f` starts its sidecars.
export DOTNET_GCgen0size=200000

port=$((20000 + RANDOM % 8000))
start_sidecar() { # app-id, offset of its ports, more flags
  DAPR_HOST_IP=127.0.0.1 "$sidecar" --app-id "$1" --dapr-http-port $((port + $2)) --dapr-grpc-port $((port + $2 + 1)) \
    --dapr-internal-grpc-port $((port + $2 + 2)) --metrics-port $((port + $2 + 3)) --dapr-listen-addresses 127.0.0.1 \
    --placement-host-address "" --scheduler-host-address "" --resources-path "$folder/components" --config "$folder/config.yaml" \
    --log-level error "${@:3}" > "$folder/$1.log" 2>&1 &
  pids+=($!)
}

OTEL_SDK_DISABLED=true RECEIVER_SERVICE_URL=http://127.0.0.1:1 ASPNETCORE_URLS=http://127.0.0.1:$port "$app" > "$folder/app.log" 2>&1 &
pids+=($!)
start_sidecar app 10 --app-port "$port" --app-protocol http
start_sidecar caller 20
direct=http://127.0.0.1:$port/health
through=http://127.0.0.1:$((port + 20))/v1.0/invoke/app/method/health
for _ in $(seq 100); do curl -fsS -o /dev/null "$through" 2>/dev/null && break; sleep 0.2; done
curl -fsS -o /dev/null "$through" || { cat "$folder"/*.log; exit 1; }

measure() { # connections, address -> "p50 in ms, requests/s"
  wrk -t1 -c"$1" -d"${seconds}s" --latency "$2" | awk '
    /50%/ { v = $2; if (v ~ /us$/) v = v / 1000; else if (v ~ /ms$/) v = v + 0; else v = v * 1000; p50 = v + 0 }
    /Requests\/sec/ { rps = $2 }
    END { printf "%.3f %.0f\n", p50, rps }'
}

measure 32 "$direct" > /dev/null
measure 32 "$through" > /dev/null
for _ in $(seq "$rounds"); do
  echo "$(measure 1 "$direct") $(measure 1 "$through") $(measure 32 "$direct") $(measure 32 "$through")"
done > "$folder/rounds"

rss() { awk '/VmRSS/ { printf "%.0f", $2 / 1024 }' "/proc/$1/status"; }
median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
column() { awk -v e="$1" '{ split(e, c, "/"); print (c[2] ? $c[1] / $c[2] : $c[1]) }' "$folder/rounds" | median; }

printf 'GET /health of a native Sender, medians of %s rounds of %s s each, direct and through two sidecars in turn\n\n' "$rounds" "$seconds"
printf '| | direct | through two sidecars | ratio | daprd 1.18.3 |\n| --- | --- | --- | --- | --- |\n'
printf '| p50, 1 connection, ms | %s | %s | %.1f | 8.6 |\n' "$(column 1)" "$(column 3)" "$(column 3/1)"
printf '| requests/s, 32 connections | %s | %s | %.2f | 0.14 |\n' "$(column 6)" "$(column 8)" "$(column 8/6)"
printf '| RSS of a sidecar after the load, MB | | %s, %s | | 77 to 90 |\n' "$(rss "${pids[1]}")" "$(rss "${pids[2]}")"
