#!/usr/bin/env bash
# Puts the two libraries of the page, uPlot and lit-html, into the folder given; the build calls it. They come from the npm registry
# (NPM_REGISTRY: another one), and the checksums are those of the registry. Does nothing where both are there already.
set -euo pipefail
[ $# -eq 1 ] || { echo "Usage: $0 FOLDER (where uplot and lit-html go)" >&2; exit 2; }
mkdir -p "$1"
target=$(cd "$1" && pwd)
registry=${NPM_REGISTRY:-https://registry.npmjs.org}

fetch() { # package, version, sha512 in base64, then the files wanted, each as its path in the package
  local name=$1 version=$2 expected=$3 stamp="$target/$1/.version-$2"; shift 3
  [ -f "$stamp" ] && return
  local work; work=$(mktemp -d)
  trap 'rm -rf "$work"' RETURN
  echo "Fetching $name $version ..." >&2
  curl -sSfL --retry 3 --max-time 60 -o "$work/package.tgz" "$registry/$name/-/$name-$version.tgz" || {
    echo "$name $version could not be fetched from $registry. The page of OtlpViewer needs it: set NPM_REGISTRY to a registry that is" \
      "reached from here, or copy $target/$name from a checkout that has it." >&2
    return 1
  }
  local sum; sum=$(openssl dgst -sha512 -binary "$work/package.tgz" | base64 -w0)
  [ "$sum" = "$expected" ] || { echo "$name-$version.tgz has the checksum $sum, but $expected was expected: nothing was installed." >&2; return 1; }
  tar xzf "$work/package.tgz" -C "$work"
  # Complete or not at all: two builds may do this at once, and one may be stopped.
  local ready; ready=$(mktemp -d "$target/.$name.XXXXXX")
  chmod 755 "$ready"
  local file
  for file in LICENSE "$@"; do
    # dist/ is where uPlot's package has its files; the page asks for them without it.
    install -D -m 644 "$work/package/$file" "$ready/${file#dist/}"
  done
  touch "$ready/${stamp##*/}"
  rm -rf "${target:?}/$name"
  mv -T "$ready" "$target/$name" 2>/dev/null || { rm -rf "$ready"; [ -f "$stamp" ]; }
}

fetch uplot 1.6.32 KIMVnG68zvu5XXUbC4LQEPnhwOxBuLyW1AHtpm6IKTXImkbLgkMy+jabjLgSLMasNuGGzQm/ep3tOkyTxpiQIw== \
  dist/uPlot.esm.js dist/uPlot.min.css
fetch lit-html 3.3.3 el8M6jK2o3RXBnrSHX3ZKrsN8zEV63pSExTO1wYJz7QndGYZ8353e2a5PPX+qHe2aGayfnchQmkAojaWAREOIA== \
  lit-html.js directive.js directive-helpers.js directives/repeat.js
