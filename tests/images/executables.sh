# The executables as the Dockerfiles publish them, from nothing but the files that the Dockerfiles copy: for this machine's architecture
# in two folders, which must give the same, and for the other one, run by qemu. They stay in artifacts/images for the images.

out=$PWD/artifacts/images

# Copies into a folder what the build stage of a Dockerfile copies.
copy_context() { # Dockerfile, folder
  local words
  mkdir -p "$2"
  while read -ra words; do
    unset 'words[-1]'
    tar --exclude=bin --exclude=obj -cf - "${words[@]}" | tar -xf - -C "$2"
  done < <(awk '/^FROM/ { build = / AS build$/ } build && $1 == "COPY" { sub(/^COPY /, ""); print }' "$1")
}
publish() { # project, image, architecture, folder to build in, folder for the result
  copy_context "src/$1/Dockerfile" "$4" && REVISION=r1 "$4/tools/publish-native.sh" "$1" "$3" "$5" >"$work/publish.log" 2>&1 || { tail -n 20 "$work/publish.log"; return 1; }
  # The symbols are no part of the image.
  rm -f "$5"/*.dbg "$5"/*.pdb
}

needed() { LC_ALL=C readelf -d "$1" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | sort; }
# The base image has the C library, and of other libraries only what .NET loads by name where it is wanted.
needs_only_the_c_library() { # executable
  local other
  other=$(needed "$1" | grep -vE '^(libc|libm|libdl|libpthread|librt)\.so|^ld-linux') || return 0
  echo "it also needs $other"
  return 1
}

if [ "$(uname -s)" != Linux ] || ! command -v dpkg >/dev/null; then
  cannot "executables of both architectures: the tool chain is installed on Debian and Ubuntu only"
elif ! tools/install-native-toolchain.sh "$own" >"$work/toolchain.log" 2>&1; then
  if can_install; then skip "executables of both architectures: the tool chain could not be installed: $(tail -n 1 "$work/toolchain.log")"
  else cannot "executables of both architectures: the tool chain is not here, and only root could install it"; fi
else
  rm -rf "$out"
  for service in Sender:sender Receiver:receiver; do
    project=${service%:*} image=${service#*:}
    check "$project for $own is published from the files its Dockerfile copies" publish "$project" "$image" "$own" "$work/one" "$out/$own/$image"
    check "$project for $own is published in another folder" publish "$project" "$image" "$own" "$work/another/and/deeper" "$work/second/$image"
    equal "$project for $own is the same executable from both folders" "$(sha256sum < "$out/$own/$image/$project")" "$(sha256sum < "$work/second/$image/$project")"
    check "$project for $own needs only the C library" needs_only_the_c_library "$out/$own/$image/$project"
    check "$project for $own has at most 25 MB" at_most "$(stat -c %s "$out/$own/$image/$project")" 25000000
  done
  rm -rf "$work/another"

  if ! { tools/install-native-toolchain.sh "$other" && install qemu-user-static; } >"$work/toolchain.log" 2>&1; then
    skip "executables for $other: the tool chain or qemu could not be installed: $(tail -n 1 "$work/toolchain.log")"
  else
    for service in Sender:sender Receiver:receiver; do
      project=${service%:*} image=${service#*:}
      check "$project for $other is published from the files its Dockerfile copies" publish "$project" "$image" "$other" "$work/one" "$out/$other/$image"
      check "$project for $other needs only the C library" needs_only_the_c_library "$out/$other/$image/$project"
      check "$project for $other has at most 25 MB" at_most "$(stat -c %s "$out/$other/$image/$project")" 25000000
      elf=$(LC_ALL=C readelf -h "$out/$other/$image/$project" | sed -n 's/ *Machine: *//p')
      case $other:$elf in arm64:AArch64|amd64:*X86-64) pass "$project for $other is of that machine" ;; *) fail "$project for $other is of that machine" "$elf" ;; esac
    done

    emulate=("qemu-$other_machine-static" -L "/usr/$other_machine-linux-gnu")
    receiver_port=$(free_port) sender_port=$(free_port)
    env OTEL_SDK_DISABLED=true STATE_STORE=none PROCESSING_TIME_MS=0 TENANT_ID=tenant1 ASPNETCORE_URLS="http://127.0.0.1:$receiver_port" \
      "${emulate[@]}" "$out/$other/receiver/Receiver" >"$work/receiver.log" 2>&1 &
    receiver=$!
    env OTEL_SDK_DISABLED=true TENANT_ID=tenant1 RECEIVER_SERVICE_URL="http://127.0.0.1:$receiver_port" ASPNETCORE_URLS="http://127.0.0.1:$sender_port" \
      "${emulate[@]}" "$out/$other/sender/Sender" >"$work/sender.log" 2>&1 &
    sender=$!
    check "Receiver for $other answers GET /health, emulated" eventually curl -fsS "http://127.0.0.1:$receiver_port/health"
    check "Sender for $other answers GET /health, emulated" eventually curl -fsS "http://127.0.0.1:$sender_port/health"
    answer=$(curl -sS -m 20 -X POST "http://127.0.0.1:$sender_port/send" -H 'Content-Type: application/json' -d '{"request_id":"other-1","message":"Hello"}' 2>&1)
    if [[ "$answer" == '{"status":"success",'*'"status":"processed","request_id":"other-1"'* ]]; then pass "POST /send goes through both for $other, emulated"
    else fail "POST /send goes through both for $other, emulated" "$answer $(cat "$work/receiver.log" "$work/sender.log")"; fi
    for process in "Sender:$sender" "Receiver:$receiver"; do
      kill -TERM "${process#*:}" 2>/dev/null
      wait "${process#*:}"
      equal "${process%:*} for $other ends on SIGTERM with exit code 0" 0 $?
    done
  fi
fi
