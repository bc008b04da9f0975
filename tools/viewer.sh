# Read by run.sh and view.sh, in the repository's folder: how something is built, and where the viewer listens.
configuration=${CONFIGURATION:-Debug}
viewer=tools/TenantPage/bin/$configuration/net10.0/TenantPage
grpc_port=${VIEWER_GRPC_PORT:-4317} http_port=${VIEWER_HTTP_PORT:-4318} page_port=${VIEWER_PORT:-18888}

port_of() { # variable's name, its value
  if ! [[ $2 =~ ^[1-9][0-9]{0,4}$ ]] || [ "$2" -gt 65535 ]; then
    echo "$1 is \"$2\", but must be a port, 1 to 65535." >&2
    exit 1
  fi
}
port_of VIEWER_GRPC_PORT "$grpc_port"
port_of VIEWER_HTTP_PORT "$http_port"
port_of VIEWER_PORT "$page_port"

if ! command -v dotnet >/dev/null; then
  echo "The .NET 10 SDK is not installed (no dotnet on the PATH): see https://dotnet.microsoft.com/download" >&2
  exit 1
fi

build() { # project, and options; says nothing unless it fails
  local log
  if ! log=$(dotnet build "$@" -v quiet -p:UseSharedCompilation=false 2>&1); then
    echo "$log" >&2
    return 1
  fi
}

with_commas() { local IFS=, ; echo "$*"; }
