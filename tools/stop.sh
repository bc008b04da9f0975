#!/usr/bin/env bash
# What `make stop` does: ends what was started from the run file, or from the one that `make run` made of it.
set -euo pipefail
cd "$(dirname "$0")/.."
devsidecar=tools/DevSidecar/bin/${CONFIGURATION:-Debug}/net10.0/DevSidecar
run_file=${RUN_FILE:-dapr.yaml}

if [ ! -x "$devsidecar" ]; then
  echo "Nothing runs: nothing has been built yet." >&2
  exit 1
fi

stopped=false
for file in "$run_file" "$(dirname "$run_file")/.dapr/run/dapr.yaml"; do
  if "$devsidecar" stop -f "$file" 2>/dev/null; then
    stopped=true
  elif command -v dapr >/dev/null && dapr stop -f "$file" >/dev/null 2>&1; then
    echo "stopped $file"
    stopped=true
  fi
done
$stopped || { echo "Nothing runs from $run_file." >&2; exit 1; }
