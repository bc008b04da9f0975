#!/usr/bin/env bash
# What `make run` does: build, then run dapr.yaml in the foreground with the Dapr CLI or the development sidecar.
set -euo pipefail
cd "$(dirname "$0")/.."

run_file=${RUN_FILE:-dapr.yaml}
ready_message="Try:
  http://localhost:8000/health   http://localhost:8000/openapi/v1.json   http://localhost:8001/openapi/v1.json
  curl -X POST http://localhost:8000/send -H 'Content-Type: application/json' -d '{\"request_id\":\"test-123\",\"message\":\"Hello from tenant1\"}'"

build() {
  if ! log=$(dotnet build "$@" -v quiet -p:UseSharedCompilation=false 2>&1); then
    echo "$log"
    exit 1
  fi
}

if ! command -v dotnet >/dev/null; then
  echo "The .NET 10 SDK is not installed (no dotnet on the PATH): see https://dotnet.microsoft.com/download" >&2
  exit 1
fi

echo "Building ..."
# Into the same places that the commands of dapr.yaml build into, so that those find nothing left to do.
build src/Sender --artifacts-path .dapr/build/sender
build src/Receiver --artifacts-path .dapr/build/receiver

build tools/DevSidecar -c "${CONFIGURATION:-Debug}"
devsidecar="tools/DevSidecar/bin/${CONFIGURATION:-Debug}/net10.0/DevSidecar"

if [ "${SIDECAR:-auto}" != dev ] && command -v dapr >/dev/null && [ -x "${DAPR_RUNTIME_PATH:-$HOME}/.dapr/bin/daprd" ]; then
  # The CLI does not say who holds a port that is taken, nor when everything is ready.
  "$devsidecar" run -f "$run_file" --check
  (
    until curl -fsS -o /dev/null http://localhost:8000/ready && curl -fsS -o /dev/null http://localhost:8001/ready; do sleep 0.5; done
    echo "$ready_message"
  ) 2>/dev/null &
  waiter=$!
  trap 'kill "$waiter" 2>/dev/null || true' EXIT
  dapr run -f "$run_file"
else
  exec "$devsidecar" run -f "$run_file" --ready-message "$ready_message"
fi
