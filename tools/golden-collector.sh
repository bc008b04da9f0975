#!/usr/bin/env bash
# Renders charts/collector for every folder of its examples into rendered.yaml, and writes the values for the community's chart
# (docs/community-collector-chart/) from the same configuration. Tests compare both, so a change of the chart shows as a diff.
set -euo pipefail
cd "$(dirname "$0")/.."
helm=${HELM:-.tools/helm}
chart=charts/collector

for example in "$chart"/examples/*/; do
  list=()
  # An example that lists tenants itself does without the repository's list.
  case $(basename "$example") in two-tenants|tls) list=(-f tenants.yaml) ;; esac
  "$helm" template otel "$chart" --namespace observability "${list[@]}" -f "${example}values.yaml" > "${example}rendered.yaml"
done

# The configuration of one tier, indented to stand under `config:`. What the community's chart has there by default and is not used is
# taken out by null.
config() { # name of the ConfigMap
  awk -v name="$1" '
    /^---/ { map = 0; on = 0 }
    /^kind: ConfigMap/ { map = 1 }
    map && $0 == "  name: " name { on = 1 }
    on && /^  config.yaml: \|/ { text = 1; next }
    text && !/^    / { text = 0; on = 0 }
    text { sub(/^  /, ""); sub(/ +$/, ""); print }
    text && $0 == "  receivers:" { print "    jaeger: null\n    prometheus: null\n    zipkin: null" }
    # Ours has no batch processor in the agent, and a gateway that listens for gRPC alone.
    text && $0 == "  processors:" && name ~ /agent$/ { print "    batch: null" }
    text && $0 == "      protocols:" && name ~ /gateway$/ { print "        http: null" }
    text && $0 == "  exporters:" { print "    debug: null" }
  ' "$chart/examples/two-tenants/rendered.yaml"
}

for tier in agent gateway; do
  folder=docs/community-collector-chart
  { cat "$folder/$tier.head.yaml"; echo "config:"; config "otel-$tier"; } > "$folder/$tier.values.yaml"
done
