# The images in a Docker engine: this machine's, or one that is started here with a folder of its own. Base images are not pulled: the base
# of the services is the C library alone, without a shell; that of the load generator is Debian with Python.

# CAP_SYS_ADMIN, without which no engine starts.
privileged() { [ "$(id -u)" -eq 0 ] && [ $((0x$(sed -n 's/^CapEff:\s*//p' /proc/self/status) >> 21 & 1)) -eq 1 ]; }

stop_engine() {
  [ -n "${engine:-}" ] || return 0
  kill "$engine" 2>/dev/null
  wait "$engine" 2>/dev/null
  # What it mounted for an image is not always taken away by itself.
  awk -v folder="$work/engine/" 'index($2, folder) == 1 { print $2 }' /proc/mounts | sort -r | while read -r mount; do umount -l "$mount"; done
}

start_engine() { # storage driver
  mkdir -p "$work/engine"
  dockerd --host "unix://$work/engine/docker.sock" --data-root "$work/engine/data" --exec-root "$work/engine/exec" --pidfile "$work/engine/pid" \
    --bridge none --iptables=false --ip-masq=false --storage-driver "$1" >"$work/engine.log" 2>&1 &
  engine=$!
  export DOCKER_HOST=unix://$work/engine/docker.sock
  local end=$((SECONDS + 30))
  until docker version >/dev/null 2>&1; do
    if [ $SECONDS -ge $end ] || ! kill -0 "$engine" 2>/dev/null; then stop_engine; engine=; unset DOCKER_HOST; return 1; fi
    sleep 0.1
  done
  echo "  An engine of its own, $(docker version --format '{{.Server.Version}}'), with $1."
}

# Sets reason where there is none.
have_engine() {
  # Debian's client builds without buildx, which others need for it.
  mkdir -p "$work/client"
  docker version >/dev/null 2>&1 && DOCKER_BUILDKIT=1 docker build --help >/dev/null 2>&1 && return
  if ! privileged; then reason="only root, with the right to mount, can start one"; return 2; fi
  if ! command -v dockerd >/dev/null && ! install docker.io; then reason="no engine is installed, and none could be"; return 1; fi
  if [ -x /usr/bin/docker ]; then ln -sf /usr/bin/docker "$work/client/docker"; PATH=$work/client:$PATH; fi
  cleanups+=(stop_engine)
  start_engine overlay2 || start_engine vfs || { reason="none starts: $(grep -E 'level=(error|fatal)|failed' "$work/engine.log" | tail -n 1)"; return 1; }
}

tag=test-$$ registry=localhost/demo-app-test base=localhost/demo-app-test/base:test-$$

import_base() { # the C library of this machine, and the variables of Microsoft's image
  local root=$work/base file
  mkdir -p "$root/tmp" "$root/etc"
  chmod 1777 "$root/tmp"
  echo 'app:x:1654:1654::/home/app:/bin/false' > "$root/etc/passwd"
  for file in $(ldd "artifacts/images/$own/sender/Sender" | grep -oE '/[^ ]+'); do
    mkdir -p "$root$(dirname "$file")"
    cp -L "$file" "$root$file"
  done
  tar -C "$root" -cf - . | docker import --change 'ENV APP_UID=1654 ASPNETCORE_HTTP_PORTS=8080 DOTNET_RUNNING_IN_CONTAINER=true' - "$base"
}

containers=()
remove_images() {
  [ ${#containers[@]} -eq 0 ] || docker rm -f "${containers[@]}" >/dev/null 2>&1
  docker image rm -f "$base" "$registry"/{sender,receiver,loadgen}:"$tag" "$registry/loadgen-base:$tag" >/dev/null 2>&1
}

# Sets container; as the chart's pods run: no capability, nothing can be written but /tmp.
run() { # image, more flags and after -- the arguments
  local image=$1 flags=()
  shift
  while [ $# -gt 0 ] && [ "$1" != -- ]; do flags+=("$1"); shift; done
  [ $# -eq 0 ] || shift
  container=$(docker run -d --network host --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges "${flags[@]}" "$registry/$image:$tag" "$@")
  containers+=("$container")
}
of() { docker inspect --format "$1" "$2"; }
build_image() { # image, base; the target that users have
  make --no-print-directory "build-$1-local" REGISTRY="$registry" TAG="$tag" BASE_IMAGE="$2" PUBLISH_STAGE=prebuilt REVISION=r1 >"$work/build.log" 2>&1 || { tail -n 20 "$work/build.log"; return 1; }
}
refused() { # a program of the image that there must not be
  local output
  output=$(docker run --rm --network none --entrypoint "$1" "$registry/$2:$tag" 2>&1) && { echo "$1 ran: $output"; return 1; }
  [[ "$output" == *"no such file"* || "$output" == *"not found"* ]] || { echo "$output"; return 1; }
}
files() { docker export "$1" | tar -tf - | grep -vE '^(\.dockerenv|dev/|proc/|sys/|etc/(hosts|hostname|resolv.conf|mtab))' | sort; }
own_files() { # image: the files that are not of the base
  local there here
  there=$(docker create "$base" /none) here=$(docker create "$registry/$1:$tag")
  comm -13 <(files "$there") <(files "$here")
  docker rm "$there" "$here" >/dev/null
}

check_service() { # project, image
  local project=$1 image=$2 size pid id status
  id=$registry/$image:$tag
  check "$image: the Dockerfile builds" build_image "$image" "$base" || return
  equal "$image: adds the executable and nothing else" "$(printf 'app/\napp/%s' "$project")" "$(own_files "$image")"
  size=$(($(of '{{.Size}}' "$id") - $(of '{{.Size}}' "$base")))
  check "$image: its layers have at most 25 MB" at_most "$size" 25000000
  equal "$image: user" 1654:1654 "$(of '{{.Config.User}}' "$id")"
  equal "$image: entry point, run without a shell" "[\"/app/$project\"]" "$(of '{{json .Config.Entrypoint}}' "$id")"
  equal "$image: health is asked for over HTTP" '<nil>' "$(of '{{.Config.Healthcheck}}' "$id")"
  equal "$image: labels" "demo-app $image|r1|$base|Apache-2.0" \
    "$(of '{{index .Config.Labels "org.opencontainers.image.title"}}|{{index .Config.Labels "org.opencontainers.image.revision"}}|{{index .Config.Labels "org.opencontainers.image.base.name"}}|{{index .Config.Labels "org.opencontainers.image.licenses"}}' "$id")"
  check "$image: has no shell" refused /bin/sh "$image"
}

check_running() { # image, container, port
  local image=$1 container=$2 port=$3
  check "$image: answers GET /health with a read-only root" eventually curl -fsS "http://127.0.0.1:$port/health"
  equal "$image: runs as 1654, without a capability" "$(printf 'Uid 1654 1654 1654 1654\nCapEff 0000000000000000')" \
    "$(awk -F '[:\t]+' '/^Uid/ { print $1, $2, $3, $4, $5 } /^CapEff/ { print $1, $2 }' "/proc/$(of '{{.State.Pid}}' "$container")/status")"
}
check_stop() { # image, container
  docker stop -t 20 "$2" >/dev/null
  equal "$1: ends on SIGTERM with exit code 0" 0 "$(of '{{.State.ExitCode}}' "$2")"
  equal "$1: wrote nothing" "" "$(docker diff "$2")"
}

reason=
have_engine
case $?:$([ -x "artifacts/images/$own/sender/Sender" ] && [ -x "artifacts/images/$own/receiver/Receiver" ]; echo $?) in
  2:*) cannot "the images in an engine: $reason" ;;
  1:*) skip "the images in an engine: $reason" ;;
  0:1) skip "the images in an engine: artifacts/images has no executables (PARTS=executables makes them)" ;;
  *)
    cleanups=(remove_images "${cleanups[@]}")
    check "a base of the C library alone" import_base
    check_service Receiver receiver
    check_service Sender sender
    receiver_port=$(free_port) sender_port=$(free_port)
    run receiver -e OTEL_SDK_DISABLED=true -e STATE_STORE=none -e PROCESSING_TIME_MS=0 -e TENANT_ID=tenant1 -e ASPNETCORE_URLS="http://+:$receiver_port"
    receiver=$container
    run sender -e OTEL_SDK_DISABLED=true -e TENANT_ID=tenant1 -e RECEIVER_SERVICE_URL="http://127.0.0.1:$receiver_port" -e ASPNETCORE_URLS="http://+:$sender_port"
    sender=$container
    check_running receiver "$receiver" "$receiver_port"
    check_running sender "$sender" "$sender_port"
    answer=$(curl -sS -m 20 -X POST "http://127.0.0.1:$sender_port/send" -H 'Content-Type: application/json' -d '{"request_id":"image-1","message":"Hello"}' 2>&1)
    if [[ "$answer" == '{"status":"success",'*'"status":"processed","request_id":"image-1"'* ]]; then pass "POST /send goes through both images"; else fail "POST /send goes through both images" "$answer"; fi
    # shellcheck source=/dev/null
    . tests/images/loadgen.sh
    check_stop sender "$sender"
    check_stop receiver "$receiver"
    ;;
esac
