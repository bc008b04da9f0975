#!/usr/bin/env bash
# What `make load` and `make load-ui` do: Locust against the local run (`make run` in another terminal), headless or with its web page.
# Every variable of loadgen/README.md can be given; LOCUST=/path/to/locust names the Locust to use.
set -euo pipefail
cd "$(dirname "$0")/.."

. tools/need-locust.sh

# dapr.yaml's tenant and port.
export TARGET_HOST=${TARGET_HOST:-http://localhost:8000} TENANT_ID=${TENANT_ID-tenant1} REPORT_DIR=${REPORT_DIR:-artifacts/load}

if [ "${1:-}" = ui ]; then
  export LOCUST_HEADLESS=false LOCUST_WEB_HOST=${LOCUST_WEB_HOST:-localhost} LOCUST_WEB_PORT=${LOCUST_WEB_PORT:-8089}
  page=http://$LOCUST_WEB_HOST:$LOCUST_WEB_PORT
  opener=$(command -v xdg-open || command -v open || true)
  [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$(uname)" = Darwin ] || opener=
  (
    # As long as Locust is there, which takes this script's place and process id.
    while kill -0 $$ 2>/dev/null; do
      if curl -fsS -o /dev/null "$page/" 2>/dev/null; then
        echo "The load generator's page: $page"
        [ -z "$opener" ] || "$opener" "$page"
        exit
      fi
      sleep 0.2
    done
  ) &
else
  export LOCUST_HEADLESS=true LOCUST_ONLY_SUMMARY=${LOCUST_ONLY_SUMMARY:-true} RUN_TIME=${RUN_TIME:-30s}
fi
exec "$locust" -f loadgen/locustfile.py
