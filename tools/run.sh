#!/usr/bin/env bash
# What `make run` does: build, start the viewer, then run dapr.yaml, or what it is for several TENANTS, with the Dapr CLI or the
# development sidecar until that ends. docs/local.md has the variables.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/viewer.sh

run_file=${RUN_FILE:-dapr.yaml}
[ ! -d "$run_file" ] || run_file=$run_file/dapr.yaml
tenants=${TENANTS:-} tenants=${tenants//,/ }
devsidecar=tools/DevSidecar/bin/$configuration/net10.0/DevSidecar
viewer_pid='' helpers=()

# So that what happens is soon to be seen, and faults can be set from the page. What is set already stays.
export OTEL_BSP_SCHEDULE_DELAY=${OTEL_BSP_SCHEDULE_DELAY:-1000}
export OTEL_METRIC_EXPORT_INTERVAL=${OTEL_METRIC_EXPORT_INTERVAL:-5000}
export FAULTS_API=${FAULTS_API:-true}

# Sets with_viewer; where there can be no page, says why.
look_for_ports() {
  local name port holder
  with_viewer=false
  [ "${VIEWER:-true}" != false ] || return 0
  if ! holder=$("$devsidecar" who-holds "$grpc_port"); then
    echo "Port $grpc_port is $holder: telemetry goes there, and this run has no telemetry page (VIEWER_GRPC_PORT=... for a page with a port of its own)."
    return 0
  fi
  for name in VIEWER_HTTP_PORT VIEWER_PORT; do
    if [ $name = VIEWER_PORT ]; then port=$page_port; else port=$http_port; fi
    if ! holder=$("$devsidecar" who-holds "$port"); then
      echo "Port $port is $holder: this run has no telemetry page ($name=... takes another port)."
      return 0
    fi
  done
  if build tools/TenantPage -c "$configuration"; then
    with_viewer=true
  else
    echo "The viewer does not build: this run has no telemetry page." >&2
  fi
}

# A run file for several tenants, or one that sends telemetry to another port. Sets run_file and apps: tenant, app-id, port, a line for each.
make_run_file() {
  local output arguments
  output=$(dirname "$run_file")/.dapr/run
  output=${output#./}
  arguments=(--template "$run_file" --output "$output" --port-step "${PORT_STEP:-100}")
  [ "$collector_port" = 4317 ] || arguments+=(--collector "localhost:$collector_port")
  build tools/Tenants -c "$configuration"
  # shellcheck disable=SC2086
  apps=$("tools/Tenants/bin/$configuration/net10.0/Tenants" run-file $tenants "${arguments[@]}")
  run_file=$output/dapr.yaml
}

# Apps send to the viewer's ports too, unless their own variables say otherwise.
send_to_viewer() {
  case ${OTEL_EXPORTER_OTLP_PROTOCOL:-grpc} in
    grpc) [ "$grpc_port" = 4317 ] || export OTLP_PORT=${OTLP_PORT:-$grpc_port} ;;
    *) [ "$http_port" = 4318 ] || export OTLP_PORT=${OTLP_PORT:-$http_port} ;;
  esac
}

curl_of() { # port, tenant
  echo "curl -X POST http://localhost:$1/send -H 'Content-Type: application/json' -d '{\"request_id\":\"test-123\",\"message\":\"Hello from $2\"}'"
}

ready_message() {
  local tenant app port
  echo "Try:"
  if [ -n "$tenants" ]; then
    while read -r tenant app port; do
      case $app in sender*) echo "  $(curl_of "$port" "$tenant")" ;; esac
    done <<<"$apps"
  else
    echo "  http://localhost:8000/health   http://localhost:8000/openapi/v1.json   http://localhost:8001/openapi/v1.json"
    echo "  $(curl_of 8000 tenant1)"
  fi
  if $with_viewer; then echo "See it: http://localhost:$page_port"; fi
}

start_viewer() {
  local arguments=(--run-file "$run_file" --grpc-port "$grpc_port" --http-port "$http_port" --page-port "$page_port" --watch-pid $$)
  local expected=$tenants
  [ -n "$expected" ] || expected=$(sed -n 's/^ *TENANT_ID: *"\{0,1\}\([a-z0-9-]*\)"\{0,1\} *$/\1/p' "$run_file" | sort -u)
  # shellcheck disable=SC2086
  [ -z "$expected" ] || arguments+=(--tenants "$(with_commas $expected)")
  "$viewer" "${arguments[@]}" </dev/null &
  viewer_pid=$!
  until (: <>"/dev/tcp/127.0.0.1/$page_port") 2>/dev/null; do
    if ! kill -0 "$viewer_pid" 2>/dev/null; then
      echo "The viewer did not start: this run has no telemetry page." >&2
      viewer_pid='' with_viewer=false
      return 0
    fi
    sleep 0.1
  done
}

wait_until_ready() {
  local port ports
  ports=$(awk '{ print $3 }' <<<"$apps")
  for port in ${ports:-8000 8001}; do
    until curl -fsS -o /dev/null "http://localhost:$port/ready"; do sleep 0.5; done
  done
}

end() {
  trap '' INT TERM HUP
  local helper
  for helper in ${helpers[@]+"${helpers[@]}"}; do
    kill -TERM -- "-$helper" 2>/dev/null || true
    wait "$helper" 2>/dev/null || true
  done
  # Last: by now it has all that the services had to tell.
  if [ -n "$viewer_pid" ]; then
    kill -TERM "$viewer_pid" 2>/dev/null || true
    wait "$viewer_pid" 2>/dev/null || true
  fi
}

echo "Building ..."
collector_port=4317 apps=''
if [ "${VIEWER:-true}" != false ]; then
  collector_port=$grpc_port
  send_to_viewer
fi
if [ -n "$tenants" ] || [ "$collector_port" != 4317 ]; then make_run_file; fi

# Into the same places that the commands of dapr.yaml build into, so that those find nothing left to do.
build src/Sender --artifacts-path .dapr/build/sender
build src/Receiver --artifacts-path .dapr/build/receiver
build tools/DevSidecar -c "$configuration"
look_for_ports

# Each job below has a process group of its own: a Ctrl-C comes to this script alone, which passes it on. The Dapr CLI leaves the terminal's
# group by itself, and the viewer has to outlive the services.
set -m
trap end EXIT
if $with_viewer; then start_viewer; fi

with_dapr=false
if [ "${SIDECAR:-auto}" != dev ] && command -v dapr >/dev/null && [ -x "${DAPR_RUNTIME_PATH:-$HOME}/.dapr/bin/daprd" ]; then
  with_dapr=true
  # The CLI does not say who holds a port that is taken, nor when everything is ready.
  "$devsidecar" run -f "$run_file" --check
  dapr run -f "$run_file" </dev/null &
else
  "$devsidecar" run -f "$run_file" --ready-message "$(ready_message)" </dev/null &
fi
runner=$!
trap 'kill -INT "$runner" 2>/dev/null' INT
trap 'kill -TERM "$runner" 2>/dev/null' TERM HUP

# Should this script be killed, nobody would pass anything on.
(while kill -0 $$; do sleep 0.5; done; kill -TERM "$runner") >/dev/null 2>&1 &
helpers=($!)
if $with_dapr; then
  (wait_until_ready && ready_message) 2>/dev/null &
  helpers+=($!)
fi

# A signal ends the waiting, not yet the runner.
code=0
while :; do
  wait "$runner" && code=0 || code=$?
  kill -0 "$runner" 2>/dev/null || break
done
# What a CLI that was killed has left in its group.
if $with_dapr; then kill -TERM -- "-$runner" 2>/dev/null || true; fi
exit "$code"
