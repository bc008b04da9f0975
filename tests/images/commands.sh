# The image targets of the Makefile against a docker that only writes down what it is told.

tree=$work/tree bin=$work/bin record=$work/record
mkdir -p "$tree/tests" "$bin" "$work/tools"
tar -cf - Makefile base-images.pins charts/demo-app/Chart.yaml charts/demo-app/values.yaml tools/images.sh src/*/Dockerfile loadgen/Dockerfile 2>/dev/null | tar -xf - -C "$tree"
rm -f "$tree/base-images.pins"
version=$(awk '$1 == "appVersion:" { print $2 }' "$tree/charts/demo-app/Chart.yaml")

cat > "$bin/docker" <<'SH'
#!/bin/bash
line=docker; for word in "$@"; do case $word in *[\ {}]*|'') line+=" '$word'" ;; *) line+=" $word" ;; esac; done
echo "${DOCKER_BUILDKIT:+DOCKER_BUILDKIT=$DOCKER_BUILDKIT }$line" >> "$RECORD"
if [[ -n "$FAILS" && "$*" == $FAILS ]]; then echo "$FAILS_WITH" >&2; exit 1; fi
case $* in "buildx imagetools inspect "*) printf 'sha256:%s\n' "$(sha256sum <<< "$4" | cut -d ' ' -f 1)" ;; esac
SH
chmod +x "$bin/docker"

# Everything but docker.
for tool in bash sh make sed grep git date mktemp tee tail rm dirname cat sort awk tr env find cut sha256sum; do
  path=$(command -v "$tool") && [ -x "$path" ] && ln -sf "$path" "$work/tools/$tool"
done

# Sets output and code, and the commands of docker in $record. VARIABLE=value before the target is the environment of make.
targets() { # target or NAME=value…
  : > "$record"
  output=$(env -i HOME="$work" PATH="${without_docker:-$bin:}$work/tools" RECORD="$record" FAILS="${FAILS:-}" FAILS_WITH="${FAILS_WITH:-}" \
    REVISION=r1 SOURCE_DATE_EPOCH=1700000000 "${environment[@]}" make --no-print-directory -C "$tree" "$@" 2>&1)
  code=$?
}
environment=()

arguments() { # Dockerfile, image name with tag, more --build-arg
  echo "-f $1 -t $2 --build-arg VERSION=${2##*:} --build-arg REVISION=r1 --build-arg CREATED=2023-11-14T22:13:20Z --build-arg SOURCE_DATE_EPOCH=1700000000${3:+ $3}"
}
dockerfile() { case $1 in sender) echo src/Sender/Dockerfile ;; receiver) echo src/Receiver/Dockerfile ;; loadgen) echo loadgen/Dockerfile ;; esac; }

# The commands of one buildx run for the named images. Variables of the caller: registry, tag, platforms, builder, more, attestations, output_flag.
buildx() { # image…
  local image
  echo "docker buildx version"
  [ -n "${builder:-}" ] || echo "docker buildx inspect multiarch-builder"
  for image in "$@"; do
    echo "docker buildx build --builder ${builder:-multiarch-builder} --platform ${platforms:-linux/amd64,linux/arm64} $(arguments "$(dockerfile "$image")" "${registry:-demo-app}/$image:${tag:-$version}" "${more:-}") ${attestations:---sbom=true --provenance=mode=max} ${output_flag:---push} ."
  done
}
local_build() { # image…
  local image
  echo "docker version"
  for image in "$@"; do
    echo "DOCKER_BUILDKIT=1 docker build ${platforms:+--platform $platforms }$(arguments "$(dockerfile "$image")" "${registry:-demo-app}/$image:${tag:-$version}" "${more:-}") ."
  done
}
runs() { # name, expected commands, what make is told…
  local name=$1 expected=$2
  shift 2
  targets "$@"
  if [ "$code" -eq 0 ]; then equal "$name" "$expected" "$(cat "$record")"; else fail "$name" "make ended with $code: $output"; fi
}
refuses() { # name, part of the message, what make is told…
  local name=$1 message=$2
  shift 2
  targets "$@"
  if [ "$code" -ne 0 ] && [[ "$output" == *"$message"* ]]; then pass "$name"; else fail "$name" "make ended with $code: $output"; fi
}

all=(sender receiver loadgen)
runs "build builds all images for both architectures and pushes them" "$(buildx "${all[@]}")" build
runs "push does the same" "$(buildx "${all[@]}")" push
runs "push pushes whatever PUSH says" "$(buildx "${all[@]}")" push PUSH=false
runs "build PUSH=false leaves them in the builder's cache" "$(output_flag='--output type=cacheonly' buildx "${all[@]}")" build PUSH=false
runs "build REGISTRY=" "$(registry=myregistry.io/demo-app buildx "${all[@]}")" build REGISTRY=myregistry.io/demo-app
runs "build IMAGE_REGISTRY=" "$(registry=docker.io/myorg buildx "${all[@]}")" build IMAGE_REGISTRY=docker.io/myorg
runs "build REGISTRY=host:port/" "$(registry=localhost:5000 buildx "${all[@]}")" build REGISTRY=localhost:5000/
environment=(REGISTRY=ghcr.io/one)
runs "build with REGISTRY in the environment" "$(registry=ghcr.io/one buildx "${all[@]}")" build
environment=()
runs "build TAG=" "$(tag=v1.0.0 buildx "${all[@]}")" build TAG=v1.0.0
runs "build PLATFORMS=" "$(platforms=linux/arm64 buildx "${all[@]}")" build PLATFORMS=linux/arm64
runs "build SBOM= PROVENANCE=" "$(attestations='--sbom=false --provenance=mode=min' buildx "${all[@]}")" build SBOM=false PROVENANCE=mode=min
runs "build BUILDX_BUILDER= leaves the builder alone" "$(builder=mine buildx "${all[@]}")" build BUILDX_BUILDER=mine
runs "build-sender BASE_IMAGE= SDK_IMAGE= PUBLISH_STAGE=" \
  "$(more='--build-arg SDK_IMAGE=mirror/sdk:10 --build-arg BASE_IMAGE=mirror/base:1 --build-arg PUBLISH_STAGE=prebuilt' buildx sender)" \
  build-sender BASE_IMAGE=mirror/base:1 SDK_IMAGE=mirror/sdk:10 PUBLISH_STAGE=prebuilt
runs "build-loadgen PYTHON_IMAGE=" "$(more='--build-arg PYTHON_IMAGE=mirror/python:3.11' buildx loadgen)" build-loadgen PYTHON_IMAGE=mirror/python:3.11
for image in "${all[@]}"; do
  runs "build-$image" "$(buildx "$image")" "build-$image"
  runs "build-$image PUSH=false" "$(output_flag='--output type=cacheonly' buildx "$image")" "build-$image" PUSH=false
  runs "push-$image" "$(buildx "$image")" "push-$image"
  runs "build-$image-local" "$(local_build "$image")" "build-$image-local"
done
runs "build-local" "$(local_build "${all[@]}")" build-local
runs "build-local REGISTRY= TAG= PLATFORMS=" "$(registry=a.io/b tag=t platforms=linux/arm64 local_build "${all[@]}")" build-local REGISTRY=a.io/b TAG=t PLATFORMS=linux/arm64
runs "setup-buildx uses the builder that is there" \
  "$(printf '%s\n' 'docker buildx version' 'docker buildx inspect multiarch-builder' 'docker buildx inspect --bootstrap multiarch-builder')" setup-buildx
FAILS='buildx inspect multiarch-builder' runs "setup-buildx makes the builder that is not" \
  "$(printf '%s\n' 'docker buildx version' 'docker buildx inspect multiarch-builder' 'docker version' 'docker buildx create --name multiarch-builder --driver docker-container --bootstrap' 'docker buildx inspect --bootstrap multiarch-builder')" setup-buildx
runs "images lists what is named so" \
  "$(printf '%s\n' 'docker version' "docker image ls --filter reference=myorg/sender --filter reference=myorg/receiver --filter reference=myorg/loadgen --format 'table {{.Repository}}:{{.Tag}}\\t{{.ID}}\\t{{.CreatedSince}}\\t{{.Size}}'")" \
  images REGISTRY=docker.io/myorg
runs "clean removes the images" \
  "$(echo 'docker version'; for image in "${all[@]}"; do echo "docker image inspect demo-app/$image:$version"; echo "docker image rm demo-app/$image:$version"; done)" clean
FAILS='version' runs "clean does without an engine" "docker version" clean

# In the checkout itself, whose list of tenants is read by a program that has to be built.
equal "REGISTRY is what the deploy targets read too" global.imageRegistry=myregistry.io/demo-app \
  "$(env -u IMAGE_REGISTRY make --no-print-directory deploy-tenant1 DRY_RUN=1 REGISTRY=myregistry.io/demo-app 2>&1 | grep -o 'global.imageRegistry=[^ ]*')"

# Pins: the digests of the base images that were looked up are in the next build.
digest() { printf 'sha256:%s' "$(sha256sum <<< "$1" | cut -d ' ' -f 1)"; }
default() { sed -n "s/^ARG $1=//p" "$tree/$2"; }
sdk=$(default SDK_IMAGE src/Sender/Dockerfile) base=$(default BASE_IMAGE src/Sender/Dockerfile)
targets pin-images
equal "pin-images writes a digest for every base image" "$(for image in $(cat "$tree"/src/*/Dockerfile "$tree/loadgen/Dockerfile" | sed -n 's/^ARG [A-Z]*_IMAGE=//p' | sort -u); do echo "$image $(digest "$image")"; done)" "$(cat "$tree/base-images.pins")"
runs "build uses pinned digests" "$(more="--build-arg SDK_DIGEST=$(digest "$sdk") --build-arg BASE_DIGEST=$(digest "$base")" buildx sender)" build-sender
runs "a base that is named is not pinned to another's digest" \
  "$(more="--build-arg SDK_DIGEST=$(digest "$sdk") --build-arg BASE_IMAGE=mirror/base:1" buildx sender)" build-sender BASE_IMAGE=mirror/base:1
before=$(cat "$tree/base-images.pins")
FAILS='buildx imagetools*' FAILS_WITH="no such host" refuses "pin-images without the registry says so" "could not be looked up" pin-images
equal "pin-images without the registry leaves the pins" "$before" "$(cat "$tree/base-images.pins")"
rm "$tree/base-images.pins"

# What is missing is said.
without_docker=/nowhere: refuses "build without docker" "docker is not installed" build
without_docker=/nowhere: refuses "build-local without docker" "docker is not installed" build-local
without_docker=/nowhere: refuses "images without docker" "docker is not installed" images
FAILS='buildx version' refuses "build without buildx" "docker buildx is not installed" build
FAILS='buildx version' refuses "setup-buildx without buildx" "docker buildx is not installed" setup-buildx
FAILS='version' FAILS_WITH="Cannot connect to the Docker daemon at unix:///x" refuses "build-local without an engine" "No Docker engine answers" build-local
FAILS='version' FAILS_WITH="Cannot connect to the Docker daemon at unix:///x" refuses "images without an engine says what docker said" "unix:///x" images
for answer in "denied: requested access to the resource is denied" "401 Unauthorized" "push access denied, repository does not exist or may require authorization: authorization failed"; do
  FAILS='buildx build*' FAILS_WITH="ERROR: failed to push: $answer" refuses "build that the registry refuses: ${answer%%:*}" "ghcr.io refused: not logged in" build REGISTRY=ghcr.io/me
done
FAILS='buildx build*' FAILS_WITH="error CS1002" refuses "build that fails otherwise does not speak of a login" "demo-app/sender:$version could not be built" build
equal "a build that fails is the last" 1 "$(grep -c 'buildx build' "$record")"
refuses "REGISTRY and IMAGE_REGISTRY that differ" "give one of them" build REGISTRY=a.io IMAGE_REGISTRY=b.io
refuses "PUSH=maybe" "it is true or false" build PUSH=maybe
refuses "build-local for two platforms" "for one platform" build-local PLATFORMS=linux/amd64,linux/arm64

targets build REGISTRY=ghcr.io/me
if [[ "$output" == *"no login to ghcr.io"* ]]; then pass "build notes that there is no login"; else fail "build notes that there is no login" "$output"; fi
mkdir -p "$work/.docker"
echo '{"auths": {"ghcr.io": {"auth": "x"}}}' > "$work/.docker/config.json"
targets build REGISTRY=ghcr.io/me
if [[ "$output" != *"no login"* ]]; then pass "build notes nothing where there is one"; else fail "build notes nothing where there is one" "$output"; fi

# The commit and its time, where nothing names others.
(cd "$tree" && git init -q && git add -A && GIT_COMMITTER_DATE="@1600000000 +0000" git -c user.name=t -c user.email=t@t commit -qm t)
environment=(REVISION= SOURCE_DATE_EPOCH=)
targets build-sender
commit=$(git -C "$tree" rev-parse HEAD)
check "build takes revision and time from the commit" grep -qF -- "--build-arg REVISION=$commit --build-arg CREATED=2020-09-13T12:26:40Z --build-arg SOURCE_DATE_EPOCH=1600000000" "$record"
echo >> "$tree/Makefile"
targets build-sender
check "build says that there is more than the commit" grep -qF -- "--build-arg REVISION=$commit-modified " "$record"
environment=()
