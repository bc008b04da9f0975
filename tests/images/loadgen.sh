# The load generator's image in the engine of engine.sh. Its base is this machine's Python without a shell, its packages are Debian's.

loadgen_base=$registry/loadgen-base:$tag

copy_python() { # folder; the interpreter, its library, and the libraries of the system that they and the packages load
  local root=$1 version file
  version=$(/usr/bin/python3 -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
  mkdir -p "$root/usr/bin" "$root/usr/lib" "$root/tmp" "$root/etc"
  chmod 1777 "$root/tmp"
  cp -L /usr/bin/python3 "$root/usr/bin/python3"
  tar -C /usr/lib --exclude=__pycache__ --exclude=test --exclude='config-*' -cf - "$version" | tar -C "$root/usr/lib" -xf -
  { echo /usr/bin/python3; find "/usr/lib/$version/lib-dynload" /usr/lib/python3/dist-packages -name '*.so'; } | xargs ldd 2>/dev/null |
    sed -n 's|^\t\(.* => \)\?\(/[^ ]*\) (0x.*|\2|p' | sort -u | while read -r file; do
    mkdir -p "$root$(dirname "$file")"
    cp -nL "$file" "$root$file"
  done
}
import_python() {
  copy_python "$work/python" || return
  tar -C "$work/python" -cf - . | docker import --change 'ENV PATH=/usr/local/bin:/usr/bin' - "$loadgen_base" || return
  mkdir -p "artifacts/images/$own/loadgen"
  tar -C /usr/lib/python3/dist-packages --exclude=__pycache__ -cf - . | tar -C "artifacts/images/$own/loadgen" -xf -
}

if ! { dpkg -s python3-locust >/dev/null 2>&1 || install python3-locust; }; then
  if can_install; then skip "loadgen: Debian's python3-locust could not be installed"; else cannot "loadgen: Debian's python3-locust is not here, and only root could install it"; fi
else
  cleanups+=("rm -rf artifacts/images/$own/loadgen")
  check "loadgen: a base of Python alone" import_python
  check "loadgen: the Dockerfile builds" build_image loadgen "$loadgen_base"
  equal "loadgen: user" 1654:1654 "$(of '{{.Config.User}}' "$registry/loadgen:$tag")"
  equal "loadgen: label" "demo-app loadgen" "$(of '{{index .Config.Labels "org.opencontainers.image.title"}}' "$registry/loadgen:$tag")"
  equal "loadgen: health is asked for over HTTP" '<nil>' "$(of '{{.Config.Healthcheck}}' "$registry/loadgen:$tag")"
  check "loadgen: has no shell" refused /bin/sh loadgen
  # As the chart's Job does it.
  run loadgen -e TARGET_HOST="http://127.0.0.1:$sender_port" -e TENANT_ID=tenant1 -e USERS=2 -e SPAWN_RATE=2 -e RUN_TIME=5s -e LOCUST_HEADLESS=true -e HOME=/tmp
  job=$container
  code=$(timeout 60 docker wait "$job")
  if [ "$code" = 0 ]; then pass "loadgen: a short load against the Sender's image ends with exit code 0"
  else fail "loadgen: a short load against the Sender's image ends with exit code 0" "$code $(docker logs "$job" 2>&1 | tail -n 20)"; fi
  equal "loadgen: wrote nothing outside /tmp" "" "$(docker diff "$job")"
  # As its Deployment does it, and as helm test uses the image.
  web_port=$(free_port)
  run loadgen -e TARGET_HOST="http://127.0.0.1:$sender_port" -e TENANT_ID=tenant1 -e LOCUST_WEB_PORT="$web_port" -e HOME=/tmp
  check "loadgen: shows its user interface" eventually curl -fsS "http://127.0.0.1:$web_port/"
  docker stop -t 20 "$container" >/dev/null
  equal "loadgen: ends on SIGTERM with exit code 0" 0 "$(of '{{.State.ExitCode}}' "$container")"
  equal "loadgen: python3 is on the PATH" yes "$(docker run --rm --network none --entrypoint python3 "$registry/loadgen:$tag" -c 'print("yes")' 2>&1)"
fi
