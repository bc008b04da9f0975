# Read by the benchmarks: installs wrk where it may, and stops with a message where it may not.
if ! command -v wrk >/dev/null; then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq wrk >/dev/null
  else
    echo "wrk is not installed: it is Debian's package of that name" >&2
    exit 1
  fi
fi
