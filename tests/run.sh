#!/usr/bin/env bash
# What `make test` does after the build: every suite in turn, and one sum at the end. With `page`, `load`, `native` or `slow` it runs the
# suites of that target instead.
# With CI=true a skipped test is a failure: a machine that checks a change must be able to check all of it.
set -uo pipefail
cd "$(dirname "$0")/.."

configuration=${CONFIGURATION:-Debug}
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
passed=0 failed=0 skipped=0

add() { # name, passed, failed, skipped
  printf '%s: %d passed, %d failed, %d skipped\n' "$1" "$2" "$3" "$4" | tee -a "$results/suites"
  passed=$((passed + $2)) failed=$((failed + $3)) skipped=$((skipped + $4))
}

suite() { # name, test project, filter; variables of the suite come from the caller's environment
  local log="$results/log" count name=$1 project=$2
  shift 2
  echo "== $name"
  "tests/$project/bin/$configuration/net10.0/$project" --no-progress --no-ansi "$@" 2>&1 | tee "$log"
  local code=${PIPESTATUS[0]}
  count() { sed -n "s/^ *$1: *\([0-9]*\).*/\1/p" "$log" | tail -n 1; }
  local p f s
  p=$(count succeeded) f=$(count failed) s=$(count skipped)
  # A suite that ended badly without a count of failures (a crash, no test found) has failed all the same.
  if [ "$code" -ne 0 ] && [ "${f:-0}" -eq 0 ]; then f=1; fi
  # What the report repeats: each failed test with its message.
  awk '/^failed /{ shown = 1 } /^(passed|skipped) |^Test run summary/{ shown = 0 } shown' "$log" >>"$results/failed"
  add "$name" "${p:-0}" "${f:-0}" "${s:-0}"
}

install() { # Debian packages; fails where this user or this system has no apt to install them with
  [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq "$@" >/dev/null
}

report() {
  echo
  if [ -s "$results/failed" ]; then
    echo "Failed tests:"
    cat "$results/failed"
  fi
  cat "$results/suites"
  if [ "${CI:-}" = true ] && [ "$skipped" -gt 0 ]; then
    echo "With CI=true the $skipped skipped count as failed."
    failed=$((failed + skipped)) skipped=0
  fi
  printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  [ "$failed" -eq 0 ]
}

# Dapr's and OpenTelemetry's SDKs for JavaScript and the page's type checks; without Node.js those tests are skipped and counted.
command -v node >/dev/null && command -v npm >/dev/null || install nodejs npm || echo "Node.js is not here and could not be installed."

if [ "${1:-}" = slow ]; then
  tools/install-helm.sh || echo "Helm could not be fetched: the tests of the charts will fail."
  suite "Charts, slow" Charts.Tests --filter-trait Speed=slow
  suite "End to end, slow" EndToEnd.Tests --filter-trait Speed=slow
  report
  exit
fi

if [ "${1:-}" = page ]; then
  # The page is tested in a browser; without Chromium those tests are skipped and counted.
  [ -n "${CHROMIUM:-}" ] || command -v chromium google-chrome chromium-browser >/dev/null || install chromium || echo "Chromium is not here and could not be installed."
  suite "Tenant page in a browser" TenantPage.Tests --filter-namespace DemoApp.TenantPage.Tests.Browser
  report
  exit
fi

if [ "${1:-}" = load ]; then
  # Without Locust the tests that need it are skipped and counted.
  load=(--filter-namespace DemoApp.EndToEnd.Tests.Load)
  if ! command -v locust >/dev/null && [ -z "${LOCUST:-}" ] && ! install python3-locust; then
    echo "Locust is not here and could not be installed."
    # The exit code of a run in which every test was skipped.
    load+=(--ignore-exit-code 8)
  fi

  # By itself: a load takes the time of the tests beside it.
  suite "Load generator" EndToEnd.Tests "${load[@]}"
  suite "Load generator's telemetry" TenantPage.Tests --filter-class "*.LocustTests"
  report
  exit
fi

if [ "${1:-}" = native ]; then
  if command -v clang >/dev/null || command -v gcc >/dev/null || install clang zlib1g-dev; then
    if make --no-print-directory native; then
      SENDER=artifacts/native/sender/Sender RECEIVER=artifacts/native/receiver/Receiver suite "End to end, native executables" EndToEnd.Tests --filter-not-trait Speed=slow --filter-not-namespace DemoApp.EndToEnd.Tests.Load
    else
      add "End to end, native executables (they do not build)" 0 1 0
    fi
  else
    echo "Native executables need clang or gcc, which are not here and could not be installed: their suite is skipped."
    add "End to end, native executables" 0 0 1
  fi
  report
  exit
fi

tools/install-helm.sh || echo "Helm could not be fetched: the tests of the charts will fail."

suite "Services" Services.Tests
suite "Charts" Charts.Tests --filter-not-trait Speed=slow
suite "Development sidecar" DevSidecar.Tests
suite "End to end" EndToEnd.Tests --filter-not-trait Speed=slow --filter-not-namespace DemoApp.EndToEnd.Tests.Load

suite "App host" AppHost.Tests
suite "Tenant page" TenantPage.Tests --filter-not-trait Speed=bench --filter-not-namespace DemoApp.TenantPage.Tests.Browser --filter-not-class "*.LocustTests"

report
