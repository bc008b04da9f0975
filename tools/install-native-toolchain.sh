#!/usr/bin/env bash
# Installs what turns .NET code into a native executable for one architecture, on Debian or Ubuntu: clang, lld, and where the machine
# is of the other architecture its C library. All of it are packages of the machine's own architecture; nothing is emulated.
set -euo pipefail

case ${1:-} in
  amd64) gnu=x86-64-linux-gnu machine=x86_64 ;;
  arm64) gnu=aarch64-linux-gnu machine=aarch64 ;;
  *) echo "install-native-toolchain.sh is told amd64 or arm64, not \"${1:-}\"." >&2; exit 1 ;;
esac

packages=(clang lld llvm)
if [ "$(uname -m)" = "$machine" ]; then packages+=(gcc libc6-dev); else packages+=("gcc-$gnu" "libc6-dev-$1-cross"); fi

if dpkg -s "${packages[@]}" >/dev/null 2>&1; then exit 0; fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "${packages[@]}" >/dev/null
