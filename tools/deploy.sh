#!/usr/bin/env bash
# What the deploy targets of the Makefile do: one Helm release of charts/demo-app per tenant of tenants.yaml, and one of
# charts/collector. DRY_RUN=1 prints the commands, which can be run as they stand, and runs none.
set -euo pipefail
cd "$(dirname "$0")/.."

list=${TENANTS:-tenants.yaml}
collector_release=otel
collector_namespace=observability
configuration=${CONFIGURATION:-Debug}
# The image targets call it REGISTRY, too.
IMAGE_REGISTRY=${IMAGE_REGISTRY:-${REGISTRY:-}}
tenants=tools/Tenants/bin/$configuration/net10.0/Tenants
read -ra helm_args <<< "${HELM_ARGS:-}"

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

run() { # a command, which DRY_RUN prints as a shell reads it
  if [ -n "${DRY_RUN:-}" ]; then
    printf '%s' "$1"; shift
    local word
    for word in "$@"; do
      case $word in *[!a-zA-Z0-9_./:=,@+-]*|'') printf " '%s'" "${word//\'/\'\\\'\'}" ;; *) printf ' %s' "$word" ;; esac
    done
    echo
  else
    "$@"
  fi
}

pipe() { # two commands with | between them as a word of its own
  local left=()
  while [ "$1" != "|" ]; do left+=("$1"); shift; done
  shift
  if [ -n "${DRY_RUN:-}" ]; then
    echo "$(run "${left[@]}") | $(run "$@")"
  else
    "${left[@]}" | "$@"
  fi
}

create_namespace() { # name, Pod Security level
  pipe "$kubectl" create namespace "$1" --dry-run=client -o yaml "|" "$kubectl" apply -f -
  # Before any pod: the level is checked when a pod is made.
  run "$kubectl" label namespace "$1" --overwrite "pod-security.kubernetes.io/enforce=$2"
}

names() { "$tenants" list -f "$list" | cut -d ' ' -f 1; }

need_tenant() {
  [ -n "${TENANT:-}" ] || fail "Which tenant? Say TENANT=name; $list has: $(names | paste -sd ' ')"
}

# Sets namespace; NAMESPACE wins, but the collectors know only the list's.
need_namespace() { # tenant
  local listed
  listed=$("$tenants" namespace "$1" -f "$list")
  namespace=${NAMESPACE:-$listed}
  if [ "$namespace" != "$listed" ]; then
    echo "Note: $list has $1 in $listed; the collectors call telemetry from $namespace unknown." >&2
  fi
}

# Sets release_values: the arguments of Helm that differ from tenant to tenant, the list's own values coming by standard input.
set_release_values() { # tenant
  release_values=()
  if [ -f "charts/demo-app/values-$1.yaml" ]; then release_values+=(-f "charts/demo-app/values-$1.yaml"); fi
  release_values+=(-f - "${helm_args[@]}")
  if [ -n "${IMAGE_REGISTRY:-}" ]; then release_values+=(--set-string "global.imageRegistry=$IMAGE_REGISTRY"); fi
  if [ -n "${TAG:-}" ]; then
    release_values+=(--set-string "sender.image.tag=$TAG" --set-string "receiver.image.tag=$TAG" --set-string "loadgen.image.tag=$TAG")
  fi
}

deploy() { # tenant
  need_namespace "$1"
  set_release_values "$1"
  create_namespace "$namespace" "${POD_SECURITY:-restricted}"
  pipe "$tenants" values "$1" -f "$list" "|" "$helm" upgrade --install "demo-app-$1" charts/demo-app --namespace "$namespace" \
    "${release_values[@]}" --wait --timeout 5m
}

deploy_collector() {
  # "privileged", because agents have ports of their own on the node.
  create_namespace "${NAMESPACE:-$collector_namespace}" "${POD_SECURITY:-privileged}"
  run "$helm" upgrade --install "$collector_release" charts/collector --namespace "${NAMESPACE:-$collector_namespace}" -f "$list" \
    --set "viewer.enabled=${VIEWER:-true}" "${helm_args[@]}" --wait --timeout 5m
}

# A namespace that NAMESPACE names may have other things in it: it stays.
delete_namespace() { # the one that deploy makes by itself
  if [ -z "${NAMESPACE:-}" ]; then run "$kubectl" delete namespace "$1" --ignore-not-found; fi
}

undeploy() { # tenant
  need_namespace "$1"
  run "$helm" uninstall "demo-app-$1" --namespace "$namespace" --ignore-not-found
  delete_namespace "$namespace"
}

undeploy_collector() {
  run "$helm" uninstall "$collector_release" --namespace "${NAMESPACE:-$collector_namespace}" --ignore-not-found
  delete_namespace "$collector_namespace"
}

status() { # tenant
  need_namespace "$1"
  # A tenant that is not installed is no reason to say nothing of the others.
  run "$helm" status "demo-app-$1" --namespace "$namespace" || true
  run "$kubectl" get pods,services --namespace "$namespace"
}

template() { # tenant
  need_namespace "$1"
  set_release_values "$1"
  pipe "$tenants" values "$1" -f "$list" "|" "$helm" template "demo-app-$1" charts/demo-app --namespace "$namespace" "${release_values[@]}"
}

each() { # a function of a tenant: for TENANT, or for all
  local tenant
  for tenant in ${TENANT:-$(names)}; do "$1" "$tenant"; done
}

build_tenants
# Errors of the list first, before anything of it is deployed.
names >/dev/null

case ${1:-} in
  deploy) need_tenant; deploy "$TENANT" ;;
  deploy-collector) deploy_collector ;;
  deploy-all)
    [ -z "${NAMESPACE:-}" ] || fail "NAMESPACE is one namespace; deploy-all has one per tenant. Leave it out, or use make deploy TENANT=name."
    deploy_collector
    TENANT='' each deploy
    ;;
  undeploy) need_tenant; undeploy "$TENANT" ;;
  undeploy-collector) undeploy_collector ;;
  undeploy-all)
    [ -z "${NAMESPACE:-}" ] || fail "NAMESPACE is one namespace; undeploy-all has one per tenant. Leave it out, or use make undeploy TENANT=name."
    TENANT='' each undeploy
    undeploy_collector
    ;;
  status)
    if [ -z "${TENANT:-}" ]; then
      run "$kubectl" get pods,services --namespace "$collector_namespace"
    fi
    each status
    ;;
  logs)
    need_tenant
    need_namespace "$TENANT"
    run "$kubectl" logs --namespace "$namespace" -l "app=${APP:-sender}" --all-containers --prefix --tail=100
    ;;
  port-forward)
    need_tenant
    need_namespace "$TENANT"
    run "$kubectl" port-forward --namespace "$namespace" svc/sender "${PORT:-8000}:8000"
    ;;
  test-tenant)
    need_tenant
    need_namespace "$TENANT"
    run "$helm" test "demo-app-$TENANT" --namespace "$namespace" --logs
    ;;
  template) each template ;;
  template-collector) run "$helm" template "$collector_release" charts/collector --namespace "${NAMESPACE:-$collector_namespace}" -f "$list" --set "viewer.enabled=${VIEWER:-true}" "${helm_args[@]}" ;;
  *) fail "tools/deploy.sh knows deploy, deploy-all, deploy-collector, undeploy, undeploy-all, undeploy-collector, status, logs, port-forward, test-tenant, template and template-collector." ;;
esac
