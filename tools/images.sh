#!/usr/bin/env bash
# What the image targets of the Makefile do: images.sh COMMAND [IMAGE…], for all of sender, receiver and loadgen where none is named.
# docs/images.md has the variables.
set -euo pipefail
cd "$(dirname "$0")/.."

pins=base-images.pins
declare -A dockerfiles=([sender]=src/Sender/Dockerfile [receiver]=src/Receiver/Dockerfile [loadgen]=loadgen/Dockerfile)

fail() { echo "$*" >&2; exit 1; }

command=${1:-}
shift || true
images=("$@")
[ ${#images[@]} -gt 0 ] || images=(sender receiver loadgen)

if [ -n "${REGISTRY:-}" ] && [ -n "${IMAGE_REGISTRY:-}" ] && [ "$REGISTRY" != "$IMAGE_REGISTRY" ]; then
  fail "REGISTRY=$REGISTRY and IMAGE_REGISTRY=$IMAGE_REGISTRY are two names of one setting: give one of them."
fi
# The chart's own defaults, so that what is built here is what the chart asks for.
registry=${IMAGE_REGISTRY:-${REGISTRY:-$(sed -n 's/^  imageRegistry: *//p' charts/demo-app/values.yaml)}}
registry=${registry%/}
version=$(sed -n 's/^appVersion: *//p' charts/demo-app/Chart.yaml | tr -d \"\')
tag=${TAG:-$version}
builder=${BUILDX_BUILDER:-multiarch-builder}

# Docker's rule: a first segment with a dot or a colon, or localhost, is a host; anything else is on Docker Hub.
host=${registry%%/*}
case $host in *.*|*:*|localhost) ;; *) host=docker.io ;; esac

name() { echo "$registry/$1:$tag"; }

need_docker() {
  command -v docker >/dev/null || fail "docker is not installed (not on the PATH): see https://docs.docker.com/engine/install/"
}

need_engine() {
  need_docker
  docker version >/dev/null 2>&1 ||
    fail "No Docker engine answers: start it (systemctl start docker, or Docker Desktop), or say with DOCKER_HOST where it is." \
      "It said: $(docker version 2>&1 >/dev/null | tail -n 1)"
}

need_buildx() {
  need_docker
  docker buildx version >/dev/null 2>&1 ||
    fail "docker buildx is not installed, and images for several platforms need it: see https://docs.docker.com/go/buildx/ (build-local does without)."
}

setup_buildx() {
  need_buildx
  # A builder that the user names is the user's.
  if [ -n "${BUILDX_BUILDER:-}" ] || docker buildx inspect "$builder" >/dev/null 2>&1; then return; fi
  need_engine
  docker buildx create --name "$builder" --driver docker-container --bootstrap >&2
}

# Whether there are credentials is the registry's to say; this only spares the wait for its answer.
note_login() {
  local config=${DOCKER_CONFIG:-$HOME/.docker}/config.json
  [ "$host" != localhost ] && [ "${host%%:*}" != localhost ] || return 0
  if grep -qs -e "\"[^\"]*${host//./\\.}[^\"]*\" *:" -e '"credsStore"' "$config"; then return; fi
  echo "Note: no login to $host is in $config. If it wants one, the push will fail: docker login $host, or PUSH=false." >&2
}

# Sets arguments: what every build of an image is given.
set_arguments() { # image
  local dockerfile=${dockerfiles[$1]} commit time variable reference digest
  [ -f "$dockerfile" ] || fail "$dockerfile is not there."
  commit=${REVISION:-$(git rev-parse HEAD 2>/dev/null || echo unknown)}
  # What was changed since is not in the commit.
  if [ -z "${REVISION:-}" ] && [ -n "$(git status --porcelain 2>/dev/null)" ]; then commit+=-modified; fi
  time=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
  arguments=(-f "$dockerfile" -t "$(name "$1")" --build-arg "VERSION=$tag" --build-arg "REVISION=$commit"
    --build-arg "CREATED=$(date -u -d "@$time" +%Y-%m-%dT%H:%M:%SZ)" --build-arg "SOURCE_DATE_EPOCH=$time")
  while IFS='=' read -r variable reference; do
    if [ -n "${!variable:-}" ]; then
      reference=${!variable}
      arguments+=(--build-arg "$variable=$reference")
    fi
    digest=$(sed -n "s|^$reference \(sha256:[0-9a-f]*\)$|\1|p" "$pins" 2>/dev/null || true)
    if [ -n "$digest" ]; then arguments+=(--build-arg "${variable%_IMAGE}_DIGEST=$digest"); fi
  done < <(sed -n 's/^ARG \([A-Z]*_IMAGE\)=\(.*\)$/\1=\2/p' "$dockerfile")
  if [ -n "${PUBLISH_STAGE:-}" ]; then arguments+=(--build-arg "PUBLISH_STAGE=$PUBLISH_STAGE"); fi
}

build() { # true to push
  setup_buildx
  local output=(--output type=cacheonly) log image
  if [ "$1" = true ]; then
    output=(--push)
    note_login
  fi
  log=$(mktemp)
  # shellcheck disable=SC2064
  trap "rm -f '$log'" EXIT
  for image in "${images[@]}"; do
    set_arguments "$image"
    # Progress is on standard error, which is shown and kept.
    if ! { docker buildx build --builder "$builder" --platform "${PLATFORMS:-linux/amd64,linux/arm64}" "${arguments[@]}" \
      --sbom="${SBOM:-true}" --provenance="${PROVENANCE:-mode=max}" "${output[@]}" . 2>&1 >&3 | tee "$log" >&2; } 3>&1; then
      if grep -qiE 'unauthorized|denied|authentication required|authorization failed|no basic auth|insufficient_scope' "$log"; then
        fail "$host refused: not logged in, or without the right to push $(name "$image")." \
          "Say docker login $host, name another registry with REGISTRY=…, or build without pushing with PUSH=false."
      fi
      fail "$(name "$image") could not be built; the reason is above."
    fi
  done
}

# The classic engine takes neither several platforms nor attestations; both are for what is pushed.
build_local() {
  need_engine
  local platform=() image
  case ${PLATFORMS:-} in
    *,*) fail "PLATFORMS=$PLATFORMS: a local build is for one platform, the engine's own unless said." ;;
    ?*) platform=(--platform "$PLATFORMS") ;;
  esac
  for image in "${images[@]}"; do
    set_arguments "$image"
    DOCKER_BUILDKIT=1 docker build "${platform[@]}" "${arguments[@]}" . || fail "$(name "$image") could not be built; the reason is above."
  done
}

# Sets filters: what a filter of the engine's list is asked for, which shows images of Docker Hub without its name.
set_filters() {
  local image short=${registry#docker.io/}
  filters=()
  for image in "${images[@]}"; do filters+=(--filter "reference=$short/$image"); done
}

list() {
  need_engine
  set_filters
  docker image ls "${filters[@]}" --format 'table {{.Repository}}:{{.Tag}}\t{{.ID}}\t{{.CreatedSince}}\t{{.Size}}'
}

clean() { # quietly, where there is no engine
  command -v docker >/dev/null && docker version >/dev/null 2>&1 || return 0
  local image
  for image in "${images[@]}"; do
    if docker image inspect "$(name "$image")" >/dev/null 2>&1; then docker image rm "$(name "$image")"; fi
  done
}

pin() {
  need_buildx
  local reference digest lines=()
  for reference in $(sed -n 's/^ARG [A-Z]*_IMAGE=//p' "${dockerfiles[@]}" | sort -u); do
    digest=$(docker buildx imagetools inspect "$reference" --format '{{.Manifest.Digest}}') ||
      fail "$reference could not be looked up; the reason is above. $pins is as it was."
    [[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || fail "docker buildx imagetools says \"$digest\" for $reference, which is no digest. $pins is as it was."
    lines+=("$reference $digest")
  done
  printf '%s\n' "${lines[@]}" > "$pins"
  cat "$pins"
}

case $command in
  build)
    case ${PUSH:-true} in
      true|1|yes) build true ;;
      false|0|no) build false ;;
      *) fail "PUSH=$PUSH: it is true or false." ;;
    esac
    ;;
  push) build true ;;
  build-local) build_local ;;
  setup-buildx)
    setup_buildx
    docker buildx inspect --bootstrap "$builder"
    ;;
  images) list ;;
  pin-images) pin ;;
  clean) clean ;;
  *) fail "tools/images.sh knows build, build-local, push, setup-buildx, images, pin-images and clean." ;;
esac
