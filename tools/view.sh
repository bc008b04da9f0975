#!/usr/bin/env bash
# What `make view` does: the telemetry page alone, in the foreground, for services that somebody else starts.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/viewer.sh

echo "Building ..."
build tools/TenantPage -c "$configuration"

arguments=(--grpc-port "$grpc_port" --http-port "$http_port" --page-port "$page_port")
run_file=${RUN_FILE:-dapr.yaml}
tenants=${TENANTS:-}
if [ -n "$tenants" ]; then
  # shellcheck disable=SC2086
  arguments+=(--tenants "$(with_commas ${tenants//,/ })")
  # The one that `make run` has made for them, where it has.
  run_file=$(dirname "$run_file")/.dapr/run/dapr.yaml
fi
[ ! -f "$run_file" ] || arguments+=(--run-file "$run_file")
exec "$viewer" "${arguments[@]}"
