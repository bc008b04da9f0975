#!/usr/bin/env bash
# What the deploy targets of the Makefile do: one Helm release of charts/demo-app per tenant of tenants.yaml, and one of
# charts/collector. DRY_RUN=1 prints the commands, which can be run as they stand, and runs none. Variables: docs/kubernetes.md.
set -euo pipefail
cd "$(dirname "$0")/.."
# Helm handles Ctrl-C itself, and bash would go on with the next tenant.
trap 'exit 130' INT

command=${1:-}
list=${TENANTS_FILE:-tenants.yaml}
collector_release=otel
collector_namespace=${COLLECTOR_NAMESPACE:-observability}
agent=${COLLECTOR_PREFIX:-otel}-agent
timeout=${TIMEOUT:-5m}
configuration=${CONFIGURATION:-Debug}
# The image targets call it REGISTRY, too.
IMAGE_REGISTRY=${IMAGE_REGISTRY:-${REGISTRY:-}}
tenants=tools/Tenants/bin/$configuration/net10.0/Tenants
# The label of a namespace that these targets created, and the shell's pattern for it in the labels that kubectl prints.
owner=app.kubernetes.io/managed-by=demo-app
owned="*'\"app.kubernetes.io/managed-by\":\"demo-app\"'*"

fail() { echo "$*" >&2; exit 1; }

# What was fetched by make install-helm serves where nothing is on the PATH.
find_tool() { # name, how to get it
  if command -v "$1" >/dev/null; then echo "$1"
  elif [ -x ".tools/$1" ]; then echo ".tools/$1"
  elif [ -n "${DRY_RUN:-}" ]; then echo "$1"
  else fail "$1 is not installed (neither on the PATH nor in .tools): $2"
  fi
}

helm=${HELM:-$(find_tool helm "run \`make install-helm\`, or see https://helm.sh/docs/intro/install/")}
kubectl=${KUBECTL:-$(find_tool kubectl "run \`make install-helm\`, or see https://kubernetes.io/docs/tasks/tools/")}

build_tenants() {
  [ -x "$tenants" ] && [ -z "$(find tools/Tenants -maxdepth 1 -type f -newer "$tenants")" ] && return
  command -v dotnet >/dev/null || fail "The .NET 10 SDK is not installed (no dotnet on the PATH): see https://dotnet.microsoft.com/download"
  local log
  log=$(dotnet build tools/Tenants -c "$configuration" -v quiet -p:UseSharedCompilation=false 2>&1) || { echo "$log" >&2; exit 1; }
  touch "$tenants"
}

# Sets helm_args: HELM_ARGS split as a shell splits it. --timeout is meant for what comes after Helm, too.
split_helm_args() {
  local i
  helm_args=()
  [ -n "${HELM_ARGS:-}" ] || return 0
  mapfile -d '' -t helm_args < <("$tenants" words -- "$HELM_ARGS")
  wait $! || fail "HELM_ARGS cannot be used."
  for i in "${!helm_args[@]}"; do
    case ${helm_args[i]} in
      --timeout) timeout=${helm_args[i + 1]:-} ;;
      --timeout=*) timeout=${helm_args[i]#*=} ;;
    esac
  done
}

quote() { # words, as a shell reads them
  local word text=''
  for word in "$@"; do
    case $word in *[!a-zA-Z0-9_./:=,@+-]*|'') text+=" '${word//\'/\'\\\'\'}'" ;; *) text+=" $word" ;; esac
  done
  printf '%s' "${text# }"
}

# Runs a command of the shell, or prints it with DRY_RUN, so that what is printed is what is run.
run() { if [ -n "${DRY_RUN:-}" ]; then printf '%s\n' "$1"; else eval "$1"; fi; }

# Needs no right but to `get` the namespace.
labels_of() { quote "$kubectl" get namespace "$1" --ignore-not-found -o 'jsonpath={.metadata.labels}'; }

# Of two runs that create a namespace at once, the second fails at `create` and goes on with what it finds.
create_namespace() { # name, Pod Security level
  case $2 in privileged|baseline|restricted) ;; *) fail "POD_SECURITY=$2: it is privileged, baseline or restricted." ;; esac
  # The version is the oldest that the charts support, so that an upgrade of the cluster does not reject pods.
  local pod_security=(pod-security.kubernetes.io/{enforce,audit,warn}="$2" pod-security.kubernetes.io/enforce-version=v1.30
    pod-security.kubernetes.io/{audit,warn}-version=latest)
  run "$(quote "$kubectl" get namespace "$1" --ignore-not-found -o name) | grep . ||
  $(quote "$kubectl" create namespace "$1" --dry-run=client -o yaml) | $(quote "$kubectl" label --local -f - -o yaml "$owner") |
    $(quote "$kubectl" create -f -) ||
  $(quote "$kubectl" get namespace "$1" -o name)"
  run "labels=\$($(labels_of "$1")) && case \$labels in
  $owned'\"pod-security.kubernetes.io/enforce\":\"$2\"'*) ;;
  $owned) $(quote "$kubectl" label namespace "$1" --overwrite "${pod_security[@]}") ;;
  *) echo 'Note: the namespace $1 has no label $owner: its labels and its Pod Security level stay as they are.' >&2 ;;
esac"
}

delete_namespace() { # name
  run "labels=\$($(labels_of "$1")) &&
releases=\$($(quote "$helm" list --namespace "$1" --short)) && case \$labels\$releases in
  $owned'}') $(quote "$kubectl" delete namespace "$1" --ignore-not-found) ;;
  $owned) echo 'Note: the namespace $1 stays, because it has other releases:' \$releases >&2 ;;
  ?*) echo 'Note: the namespace $1 stays, because it has no label $owner.' >&2 ;;
esac"
}

names() { "$tenants" list "${list_args[@]}" | cut -d ' ' -f 1; }

# Sets selected: the tenants that TENANT or TENANTS name, or all of the list.
select_tenants() { # one, some (but not all), any
  local chosen=${TENANT:-${TENANTS:-}} tenant
  if [ -z "$chosen" ]; then
    chosen=$(names)
    [ "$1" = any ] || fail "Which tenant? Say TENANT=name; $list has: ${chosen//$'\n'/ }"
  fi
  read -rd '' -a selected <<< "${chosen//,/ }" || true
  [ ${#selected[@]} -ne 1 ] || return 0
  [ "$1" != one ] || fail "$command is for one tenant: say TENANT=name."
  [ -z "${NAMESPACE:-}" ] || fail "NAMESPACE is one namespace, and ${selected[*]} need one each: leave it out, or name one tenant."
  if [ "$1" = some ]; then
    for tenant in "${selected[@]}"; do find_namespace "$tenant"; done
  fi
}

# Sets namespace: NAMESPACE, or the list's.
find_namespace() { # tenant
  namespace=$("$tenants" namespace "$1" "${list_args[@]}" --instead "${NAMESPACE:-}")
}

# Sets values, a command, and release, Helm's words that differ from tenant to tenant.
set_release() { # tenant
  local file=charts/demo-app/values-$1.yaml words=("$1" "${list_args[@]}")
  find_namespace "$1"
  release=("demo-app-$1" charts/demo-app --namespace "$namespace")
  if [ -f "$file" ]; then
    words+=(--over "$file")
    release+=(-f "$file")
  fi
  values=$(quote "$tenants" values "${words[@]}")
  release+=(-f -)
  if [ -n "$IMAGE_REGISTRY" ]; then release+=(--set-string "global.imageRegistry=$IMAGE_REGISTRY"); fi
  if [ -n "${TAG:-}" ]; then
    release+=(--set-string "sender.image.tag=$TAG" --set-string "receiver.image.tag=$TAG" --set-string "loadgen.image.tag=$TAG")
  fi
}

deploy() { # tenant
  set_release "$1"
  create_namespace "$namespace" "${POD_SECURITY:-restricted}"
  run "$values | $(quote "$helm" upgrade --install "${release[@]}" --wait --timeout "$timeout" "${helm_args[@]}")"
}

template() { # tenant
  set_release "$1"
  run "$values | $(quote "$helm" template "${release[@]}" "${helm_args[@]}")"
}

undeploy() { # tenant
  find_namespace "$1"
  run "$(quote "$helm" uninstall "demo-app-$1" --namespace "$namespace" --ignore-not-found)"
  delete_namespace "$namespace"
}

status() { # tenant
  find_namespace "$1"
  # A tenant that is not installed is no reason to say nothing of the others.
  run "$(quote "$helm" status "demo-app-$1" --namespace "$namespace")" || true
  run "$(quote "$kubectl" get pods,services --namespace "$namespace")"
}

deploy_collector() {
  local of_release=(--selector "app.kubernetes.io/instance=$collector_release" --namespace "$collector_namespace")
  local nodes='{.status.desiredNumberScheduled} {.status.numberReady} {.status.updatedNumberScheduled}'
  "$tenants" missing-viewers "${list_args[@]}" --viewers "${VIEWER:-true}"
  # "privileged", because agents have ports of their own on the node.
  create_namespace "$collector_namespace" "${POD_SECURITY:-privileged}"
  run "$(quote "$helm" upgrade --install "${collector[@]}" --timeout "$timeout" "${helm_args[@]}")"
  # Not Helm's --wait, which fails for one node without a working agent.
  run "$(quote "$kubectl" rollout status deployment,statefulset "${of_release[@]}" "--timeout=$timeout")"
  run "$(quote "$kubectl" rollout status daemonset "${of_release[@]}" "--timeout=$timeout") ||
$(quote "$kubectl" get daemonset "${of_release[@]}" -o "jsonpath={range .items[*]}$nodes{\"\\n\"}{end}") |
  awk '{ print \"Of \" \$1 \" agents \" \$2 + 0 \" are ready and \" \$3 + 0 \" up to date; at least 90 % must be.\" }
    \$2 + 0 < 0.9 * \$1 || \$3 + 0 < 0.9 * \$1 { few = 1 } END { exit few }'"
  if [ "$collector_namespace/$agent" != observability/otel-agent ]; then
    echo "Note: the tenants find these collectors only if they are deployed with" \
      "COLLECTOR_NAMESPACE=$collector_namespace${COLLECTOR_PREFIX:+ COLLECTOR_PREFIX=$COLLECTOR_PREFIX}, too." >&2
  fi
}

# In a process of its own, so that a failure ends this one and not the others.
attempt() { # command, tenant; no tenant for the collectors
  TENANT=${2:-} TENANTS='' tools/deploy.sh "$1" || failed+=("${2:-charts/collector}")
}

deploy_all() {
  local tenant broken
  # What does not render is left out, and known before anything is installed.
  if [ -z "${DRY_RUN:-}" ]; then
    attempt template-collector >/dev/null
    for tenant in "${selected[@]}"; do attempt template "$tenant" >/dev/null; done
  fi
  broken=" ${failed[*]} "
  [[ $broken == *" charts/collector "* ]] || attempt deploy-collector
  for tenant in "${selected[@]}"; do
    [[ $broken == *" $tenant "* ]] || attempt deploy "$tenant"
  done
}

failed=()
case $command in
  *-collector)
    [ -z "${NAMESPACE:-}" ] || [ "$NAMESPACE" = "${COLLECTOR_NAMESPACE:-$NAMESPACE}" ] ||
      fail "NAMESPACE=$NAMESPACE and COLLECTOR_NAMESPACE=$COLLECTOR_NAMESPACE are two names of one setting here: give one of them."
    collector_namespace=${COLLECTOR_NAMESPACE:-${NAMESPACE:-$collector_namespace}}
    ;;
  *-all)
    [ -z "${NAMESPACE:-}" ] ||
      fail "NAMESPACE is one namespace; $command has one per tenant. Leave it out, or use make ${command%-all} TENANT=name."
    [ -z "${TENANT:-}${TENANTS:-}" ] ||
      fail "$command is for all tenants. Leave TENANT and TENANTS out, or use make ${command%-all} TENANTS=\"name name\"."
    ;;
esac
list_args=(-f "$list" --agent "$collector_namespace/$agent")
collector=("$collector_release" charts/collector --namespace "$collector_namespace" -f "$list" --set "viewer.enabled=${VIEWER:-true}")
if [ -n "${COLLECTOR_PREFIX:-}" ]; then collector+=(--set-string "namePrefix=$COLLECTOR_PREFIX"); fi
build_tenants
split_helm_args
# Errors of the list first, before anything of it is deployed; the other commands ask about a tenant.
case $command in *-collector|*-all) names >/dev/null ;; esac

case $command in
  deploy|undeploy)
    select_tenants some
    if [ ${#selected[@]} -eq 1 ]; then
      "$command" "${selected[0]}"
    else
      for tenant in "${selected[@]}"; do attempt "$command" "$tenant"; done
    fi
    ;;
  deploy-collector) deploy_collector ;;
  deploy-all)
    select_tenants any
    deploy_all
    ;;
  undeploy-collector)
    run "$(quote "$helm" uninstall "$collector_release" --namespace "$collector_namespace" --ignore-not-found)"
    delete_namespace "$collector_namespace"
    ;;
  undeploy-all)
    select_tenants any
    for tenant in "${selected[@]}"; do attempt undeploy "$tenant"; done
    attempt undeploy-collector
    ;;
  status)
    if [ -z "${TENANT:-}${TENANTS:-}" ]; then
      run "$(quote "$kubectl" get pods,services --namespace "$collector_namespace")"
    fi
    select_tenants any
    for tenant in "${selected[@]}"; do status "$tenant"; done
    ;;
  logs|port-forward|test-tenant)
    select_tenants one
    find_namespace "${selected[0]}"
    case $command in
      logs) run "$(quote "$kubectl" logs --namespace "$namespace" -l "app=${APP:-sender}" --all-containers --prefix --tail=100)" ;;
      port-forward) run "$(quote "$kubectl" port-forward --namespace "$namespace" svc/sender "${PORT:-8000}:8000")" ;;
      test-tenant) run "$(quote "$helm" test "demo-app-${selected[0]}" --namespace "$namespace" --logs)" ;;
    esac
    ;;
  template)
    select_tenants any
    for tenant in "${selected[@]}"; do template "$tenant"; done
    ;;
  template-collector) run "$(quote "$helm" template "${collector[@]}" "${helm_args[@]}")" ;;
  *) fail "tools/deploy.sh knows deploy, deploy-all, deploy-collector, undeploy, undeploy-all, undeploy-collector, status, logs, port-forward, test-tenant, template and template-collector." ;;
esac
[ ${#failed[@]} -eq 0 ] || fail "$command failed for ${failed[*]}, for the reasons above; the rest is done."
