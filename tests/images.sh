#!/usr/bin/env bash
# What `make test-images` does: the commands of the image targets, the executables of both architectures, and the images in an engine.
# PARTS="commands executables engine" picks some of it.
set -uo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
passed=0 failed=0 skipped=0 unavailable=0
cleanups=()
finish() { local command; for command in "${cleanups[@]}"; do $command; done; rm -rf "$work"; }
trap finish EXIT

machine=$(uname -m)
case $machine in
  x86_64) own=amd64 other=arm64 other_machine=aarch64 ;;
  aarch64) own=arm64 other=amd64 other_machine=x86_64 ;;
  *) echo "The images are for x86_64 and aarch64; this machine is $machine." >&2; exit 1 ;;
esac

pass() { passed=$((passed + 1)); printf '  passed   %s\n' "$1"; }
fail() { failed=$((failed + 1)); printf '  FAILED   %s\n' "$1"; [ -z "${2:-}" ] || sed 's/^/             /' <<< "$2"; }
skip() { skipped=$((skipped + 1)); printf '  skipped  %s\n' "$1"; }
# For what this machine could not have had by any means: with CI=true too it is no failure.
cannot() { unavailable=$((unavailable + 1)); skip "$1"; }
check() { # name, command…
  local name=$1 output
  shift
  if output=$("$@" 2>&1); then pass "$name"; else fail "$name" "$output"; fi
}
equal() { # name, expected, actual
  if [ "$2" = "$3" ]; then pass "$1"; else fail "$1" "$(diff <(echo "$2") <(echo "$3"))"; fi
}

at_most() { [ "$1" -le "$2" ] || { echo "$1 is more than $2"; return 1; }; }

can_install() { [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; }
install() { # Debian packages
  can_install || return 1
  dpkg -s "$@" >/dev/null 2>&1 && return
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"; } >"$work/apt.log" 2>&1 ||
    { tail -n 5 "$work/apt.log"; return 1; }
}

eventually() { # a command, for up to 20 s
  local end=$((SECONDS + 20))
  until "$@" >/dev/null 2>&1; do [ $SECONDS -lt $end ] || return 1; sleep 0.05; done
}
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

for part in ${PARTS:-commands executables engine}; do
  echo "== $part"
  # shellcheck source=/dev/null
  . "tests/images/$part.sh"
done

echo
if [ "${CI:-}" = true ] && [ $((skipped - unavailable)) -gt 0 ]; then
  echo "With CI=true the $((skipped - unavailable)) skipped that this machine could have run count as failed."
  failed=$((failed + skipped - unavailable)) skipped=$unavailable
fi
printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" -eq 0 ]
