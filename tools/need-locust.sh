# Read by what needs Locust, in the repository's folder: sets locust to the one that is named or installed, else to one in a virtual
# environment from PyPI, else to Debian's; stops with a message where there is none.
locust=${LOCUST:-$(command -v locust || true)}
if [ -z "$locust" ]; then
  environment=artifacts/locust
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
