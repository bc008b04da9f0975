#!/usr/bin/env bash
# What `make load` and `make load-ui` do: Locust against the local run (`make run` in another terminal), headless or with its web page.
# Every variable of loadgen/README.md can be given; LOCUST=/path/to/locust names the Locust to use.
set -euo pipefail
cd "$(dirname "$0")/.."

environment=artifacts/locust

# The one that is named or installed, else one in a virtual environment from PyPI, else Debian's.
locust=${LOCUST:-$(command -v locust || true)}
if [ -z "$locust" ]; then
  locust=$environment/bin/locust
  if [ ! -x "$locust" ]; then
    echo "Installing Locust into $environment ..."
    if ! log=$(python3 -m venv "$environment" 2>&1 && "$environment/bin/pip" install --quiet --disable-pip-version-check --timeout 10 --retries 1 \
      -r loadgen/requirements.txt 2>&1); then
      # Half an environment would be taken for a whole one.
      rm -rf "$environment"
      echo "$log" | tail -n 3 >&2
      if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        echo "Not from PyPI; installing Debian's python3-locust ..."
        apt-get update -qq && apt-get install -y -qq python3-locust >/dev/null
        locust=$(command -v locust)
      else
        echo "Locust is not installed, and PyPI gave none. Install it (pip install locust, or Debian's python3-locust), or set LOCUST=/path/to/locust." >&2
        exit 1
      fi
    fi
  fi
fi

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
