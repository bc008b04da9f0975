#!/usr/bin/env bash
# Publishes a service as a native executable for an architecture, which need not be the machine's: PROJECT ARCHITECTURE FOLDER.
# src/*/Dockerfile calls this, and so do the tests of the images: the same executable comes out of both.
set -euo pipefail
cd "$(dirname "$0")/.."

project=${1:?Which project? For example Sender} folder=${3:?Into which folder?}
case ${2:-} in
  amd64) rid=linux-x64 ;;
  arm64) rid=linux-arm64 ;;
  *) echo "publish-native.sh is told amd64 or arm64, not \"${2:-}\"." >&2; exit 1 ;;
esac

# Build servers would outlive the command that started them.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# As in CI wherever it runs, or the two would differ.
properties=(-p:ContinuousIntegrationBuild=true)
# lld links for every architecture; the linker of GNU only for the one it was made for.
properties+=(-p:LinkerFlavor=lld)
if [ -n "${REVISION:-}" ]; then properties+=(-p:SourceRevisionId="$REVISION"); fi
dotnet publish "src/$project" -c Release -r "$rid" -o "$folder" -v quiet -p:UseSharedCompilation=false "${properties[@]}"
