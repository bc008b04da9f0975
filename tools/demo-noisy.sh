#!/usr/bin/env bash
# What `make demo-noisy` does: one tenant is flooded, and the other one's answers take as long as before. docs/local.md has the variables.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/need-locust.sh
export LOCUST=$locust
exec python3 tools/demo_noisy.py
