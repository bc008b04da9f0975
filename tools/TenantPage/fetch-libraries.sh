#!/usr/bin/env bash
# Puts the two libraries of the page, uPlot and lit-html, into the folder given; the build calls it. They come from the npm registry
# (NPM_REGISTRY: another one), and the checksums are those of the registry. Does nothing where both are there already.
set -euo pipefail
[ $# -eq 1 ] || { echo "Usage: $0 FOLDER (where uplot and lit-html go)" >&2; exit 2; }
mkdir -p "$1"
target=$(cd "$1" && pwd)
registry=${NPM_REGISTRY:-https://registry.npmjs.org}

sha512() { # a file
  if command -v sha512sum >/dev/null; then sha512sum "$1"; else shasum -a 512 "$1"; fi | cut -d ' ' -f 1
}

fetch() { # package, version, sha512, then the files wanted, each as its path in the package
  local name=$1 version=$2 expected=$3 stamp="$target/$1/.version-$2"; shift 3
  [ -f "$stamp" ] && return
  local work; work=$(mktemp -d)
  trap 'rm -rf "$work"' RETURN
  echo "Fetching $name $version ..." >&2
  curl -sSfL --retry 3 --max-time 60 -o "$work/package.tgz" "$registry/$name/-/$name-$version.tgz" || {
    echo "$name $version could not be fetched from $registry. The page of TenantPage needs it: set NPM_REGISTRY to a registry that is" \
      "reached from here, or copy $target/$name from a checkout that has it." >&2
    return 1
  }
  local sum; sum=$(sha512 "$work/package.tgz")
  [ "$sum" = "$expected" ] || { echo "$name-$version.tgz has the checksum $sum, but $expected was expected: nothing was installed." >&2; return 1; }
  tar xzf "$work/package.tgz" -C "$work"
  # Complete or not at all: two builds may do this at once, and one may be stopped.
  local ready; ready=$(mktemp -d "$target/.$name.XXXXXX")
  chmod 755 "$ready"
  local file to
  for file in LICENSE "$@"; do
    # dist/ is where uPlot's package has its files; the page asks for them without it.
    to=$ready/${file#dist/}
    mkdir -p "${to%/*}"
    cp "$work/package/$file" "$to"
  done
  touch "$ready/${stamp##*/}"
  rm -rf "${target:?}/$name"
  # Where another build was faster this moves into its folder, and is taken out again.
  mv "$ready" "$target/$name"
  rm -rf "${target:?}/$name/${ready##*/}"
}

fetch uplot 1.6.32 2883159c6ebccefbb95d751b0b82d010f9e1c0ec41b8bc96d401eda66e882935c89a46cb824332fa369b8cb8122cc6ac36e186cd09bf7a9ded3a4c93c6989023 \
  dist/uPlot.esm.js dist/uPlot.min.css
fetch lit-html 3.3.3 7a5f0cea32b6a37457067ad21d7dd92abb0df33115eb7a521314ced70609cfb427746619f37e777b66b93cf5fea877b66866b27e7721426900a2369601110e20 \
  lit-html.js directive.js directive-helpers.js directives/repeat.js
