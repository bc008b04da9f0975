namespace DemoApp.Charts.Tests.Collector;

/// <summary>Wrong values are refused, by both versions of Helm, with a message that names the key.</summary>
public sealed class SchemaTests
{
    private const string Endpoint = "exporter: {endpoint: \"http://one:4317\"}";

    [Theory]
    [InlineData("agents: {}", "agents")]
    [InlineData("namePrefix: Otel", "namePrefix")]
    [InlineData("clusterDomain: \"cluster local\"", "clusterDomain")]
    [InlineData("logLevel: verbose", "logLevel")]
    [InlineData("image: {tag: latest}", "tag")]
    [InlineData("image: {name: x}", "name")]
    [InlineData("image: {pullPolicy: always}", "pullPolicy")]
    [InlineData("imagePullSecrets: [{name: registry}]", "imagePullSecrets")]
    [InlineData("tenants: {}", "tenants")]
    [InlineData("tenants: [tenant1]", "tenants")]
    [InlineData("tenants: [{name: a, namespace: b}]", "exporter")]
    [InlineData("tenants: [{name: a, " + Endpoint + "}]", "namespace")]
    [InlineData("tenants: [{name: a, namespace: b, exporter: {}}]", "endpoint")]
    [InlineData("tenants: [{name: A, namespace: b, " + Endpoint + "}]", "name")]
    [InlineData("tenants: [{name: unknown, namespace: b, " + Endpoint + "}]", "name")]
    [InlineData("tenants: [{name: a, namespace: b_c, " + Endpoint + "}]", "namespace")]
    [InlineData("tenants: [{name: a, namespace: b, " + Endpoint + ", queueBytes: 5}]", "queueBytes")]
    [InlineData("tenants: [{name: a, namespace: b, exporter: {endpoint: \"ftp://x\"}}]", "endpoint")]
    [InlineData("tenants: [{name: a, namespace: b, exporter: {endpoint: x, queueBytes: 0}}]", "queueBytes")]
    [InlineData("tenants: [{name: a, namespace: b, exporter: {endpoint: x, queueBytes: 20Mi}}]", "queueBytes")]
    [InlineData("tenants: [{name: a, namespace: b, exporter: {endpoint: x, protocol: http}}]", "protocol")]
    [InlineData("tenants: [{name: a, namespace: b, exporter: {endpoint: x, headers: {k: 5}}}]", "headers")]
    [InlineData("tenants: [{name: a, namespace: b, exporter: {endpoint: x, headers: {\"a b\": c}}}]", "a b")]
    [InlineData("tenants: [{name: a, namespace: b, exporter: {endpoint: x, headers: {k: {secretKeyRef: {name: s}}}}}]", "headers")]
    [InlineData("tenants: [{name: a, namespace: b, " + Endpoint + ", values: []}]", "values")]
    [InlineData("unknown: {exporter: {end: x}}", "end")]
    [InlineData("agent: {hostPort: true}", "hostPort")]
    [InlineData("agent: {probePaths: [health]}", "probePaths")]
    [InlineData("agent: {daprMetrics: {interval: 30}}", "interval")]
    [InlineData("agent: {daprMetrics: {sampleLimit: 1}}", "sampleLimit")]
    [InlineData("tenants: [{name: a, namespace: b, exporter: {endpoint: x, headers: {k: {secretKeyRef: {name: s, key: a/b}}}}}]", "key")]
    [InlineData("tenants: [{name: a, namespace: b, exporter: {endpoint: x, headers: {k: {secretKeyRef: {name: s, key: ..}}}}}]", "key")]
    [InlineData("tenants: [{name: a, namespace: b, exporter: {endpoint: x, headers: {k: {secretKeyRef: {name: a..b, key: k}}}}}]", "name")]
    [InlineData("unknown: {exporter: {headers: {k: v}}}", "endpoint")]
    [InlineData("agent: {queueBytes: \"1000\"}", "queueBytes")]
    [InlineData("agent: {maxRequestMiB: 0}", "maxRequestMiB")]
    [InlineData("agent: {maxRequestMiB: 4Mi}", "maxRequestMiB")]
    [InlineData("agent: {updateStrategy: {rollingUpdate: {maxUnavailable: 0}}}", "maxUnavailable")]
    [InlineData("agent: {updateStrategy: {rollingUpdate: {maxUnavailable: 0%}}}", "maxUnavailable")]
    [InlineData("agent: {updateStrategy: {rollingUpdate: {maxUnavailable: 101%}}}", "maxUnavailable")]
    [InlineData("agent: {updateStrategy: {rollingUpdate: {maxSurge: 1}}}", "maxSurge")]
    [InlineData("agent: {updateStrategy: {type: Recreate}}", "type")]
    [InlineData("agent: {resources: {limits: {memory: null}}}", "memory")]
    [InlineData("agent: {resources: {limits: {memory: [1]}}}", "memory")]
    [InlineData("gateway: {resources: {limits: null}}", "limits")]
    [InlineData("gateway: {resources: null}", "resources")]
    [InlineData("tenants: null", "tenants")]
    [InlineData("networkPolicy: {enabled: null}", "enabled")]
    [InlineData("enabled: \"yes\"", "enabled")]
    [InlineData("agent: {service: {aliases: [a, a]}}", "aliases")]
    [InlineData("gateway: {replicas: 0}", "replicas")]
    [InlineData("gateway: {replica: 2}", "replica")]
    [InlineData("gateway: {podLabels: {a: 1}}", "podLabels")]
    [InlineData("tls: {enabled: \"yes\"}", "enabled")]
    [InlineData("tls: {agentSecret: \"\"}", "agentSecret")]
    [InlineData("networkPolicy: {metricsFrom: [monitoring]}", "metricsFrom")]
    [InlineData("networkPolicy: {metricsFrom: [{}]}", "metricsFrom")]
    [InlineData("monitoring: {prometheusRule: true}", "prometheusRule")]
    [InlineData("viewer: {image: {tag: latest}}", "tag")]
    public async Task Value_OutOfTheSchema_IsRefusedByName(string values, string key)
    {
        foreach (var helm in new[] { Helm.Four, Helm.Three })
        {
            var (exitCode, output) = await CollectorChart.RenderTextAsync(helm, values);
            Assert.NotEqual(0, exitCode);
            Assert.Contains("meet the specifications of the schema", output, StringComparison.Ordinal);
            // Helm 4 writes paths with /, Helm 3 with dots; either names the key.
            Assert.Matches($@"(?m)^\s*- .*\b{key}\b", output);
        }
    }

    [Theory]
    [InlineData("[{name: a, namespace: b, " + Endpoint + "}, {name: a, namespace: c, " + Endpoint + "}]", "tenants: the name a is listed twice")]
    [InlineData("[{name: a, namespace: b, " + Endpoint + "}, {name: c, namespace: b, " + Endpoint + "}]", "tenants: the namespace b belongs to a and to c")]
    [InlineData("[{name: a, namespace: observability, " + Endpoint + "}]", "tenants: a has the collectors' own namespace observability")]
    [InlineData("[{name: a, namespace: kube-system, " + Endpoint + "}]", "tenants: a has the namespace kube-system, which")]
    [InlineData("[{name: a, namespace: kube-node-lease, " + Endpoint + "}]", "tenants: a has the namespace kube-node-lease, which")]
    [InlineData("[{name: a, namespace: kube-anything, " + Endpoint + "}]", "tenants: a has the namespace kube-anything, which")]
    [InlineData("[{name: a, namespace: default, " + Endpoint + "}]", "tenants: a has the namespace default, which")]
    [InlineData("[{name: a, namespace: dapr-system, " + Endpoint + "}]", "tenants: a has the namespace dapr-system, which")]
    [InlineData("[{name: gateway, namespace: b, " + Endpoint + "}]", "tenants: the name gateway is taken")]
    public async Task List_ThatContradictsItself_IsRefusedWithTheReason(string tenants, string message)
    {
        foreach (var helm in new[] { Helm.Four, Helm.Three })
        {
            var (exitCode, output) = await CollectorChart.RenderTextAsync(helm, $"tenants: {tenants}");
            Assert.NotEqual(0, exitCode);
            Assert.Contains(message, output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("kubeflow")]
    [InlineData("default-2")]
    [InlineData("my-kube-system")]
    [InlineData("dapr-system-2")]
    public async Task Namespace_ThatOnlyLooksLikeTheClusters_IsTaken(string @namespace)
    {
        var (exitCode, output) = await CollectorChart.RenderTextAsync(
            Helm.Four, $"tenants: [{{name: a, namespace: {@namespace}, {Endpoint}}}]");
        Assert.True(exitCode == 0, output);
    }

    [Theory]
    [InlineData("tenants: [{name: a, namespace: b, exporter: {endpoint: x, queueSize: 1}}]", "tenants: a has exporter", "exporter.queueBytes")]
    [InlineData("unknown: {exporter: {endpoint: x, queueSize: 1000}}", "unknown has exporter", "exporter.queueBytes")]
    [InlineData("agent: {queueSize: 1000}", "agent", "agent.queueBytes")]
    public async Task QueueSize_OfTheFormerUnit_IsRefusedWithTheNewKey(string values, string owner, string key)
    {
        foreach (var helm in new[] { Helm.Four, Helm.Three })
        {
            var (exitCode, output) = await CollectorChart.RenderTextAsync(helm, values);
            Assert.NotEqual(0, exitCode);
            Assert.Contains($"{owner}.queueSize", output, StringComparison.Ordinal);
            Assert.Contains($"use {key}", output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{namePrefix: viewer, viewer: {enabled: true}, tenants: [{name: agent, namespace: b, " + Endpoint + "}]}", "viewer-agent")]
    [InlineData(
        "{namePrefix: viewer, viewer: {enabled: true}, tenants: [{name: gateway-metrics, namespace: b, " + Endpoint + "}]}",
        "viewer-gateway-metrics")]
    [InlineData("agent: {service: {aliases: [otel-agent]}}", "otel-agent")]
    [InlineData("agent: {service: {aliases: [otel-gateway]}}", "otel-gateway")]
    [InlineData(
        "{viewer: {enabled: true}, agent: {service: {aliases: [viewer-a]}}, tenants: [{name: a, namespace: b, " + Endpoint + "}]}",
        "viewer-a")]
    [InlineData("namePrefix: 1otel", "1otel-agent")]
    [InlineData(
        "namePrefix: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-gateway-metrics")]
    public async Task Service_WhoseNameIsTakenOrImpossible_IsRefusedByName(string values, string name)
    {
        foreach (var helm in new[] { Helm.Four, Helm.Three })
        {
            var (exitCode, output) = await CollectorChart.RenderTextAsync(helm, values);
            Assert.NotEqual(0, exitCode);
            Assert.Contains($"would have the name {name}", output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("one:4317", "one:4317", "false")]
    [InlineData("http://one:4317", "one:4317", "true")]
    [InlineData("https://one.example.com:443/", "one.example.com:443", "false")]
    [InlineData("[::1]:4317", "[::1]:4317", "false")]
    public async Task Endpoint_OfGrpc_IsHostAndPortWithTlsUnlessItSaysHttp(string endpoint, string host, string insecure)
    {
        var (_, gateway) = await CollectorChart.ConfigurationsAsync($"tenants: [{{name: a, namespace: b, exporter: {{endpoint: \"{endpoint}\"}}}}]");
        Assert.Equal(host, gateway.Root.Text("exporters", "otlp_grpc/a", "endpoint"));
        Assert.Equal(insecure, gateway.Root.Text("exporters", "otlp_grpc/a", "tls", "insecure"));
    }

    [Theory]
    // By the collector's source (otlpexporter, Config.Validate): it refuses these itself, and then the gateway of all tenants does not start.
    [InlineData("https://one", "grpc", "gRPC takes a host and a port without a path")]
    [InlineData("one", "grpc", "gRPC takes a host and a port without a path")]
    [InlineData("[::1]", "grpc", "gRPC takes a host and a port without a path")]
    [InlineData("https://one:4317/path", "grpc", "gRPC takes a host and a port without a path")]
    [InlineData("one:4317//", "grpc", "gRPC takes a host and a port without a path")]
    [InlineData("http://one:99999", "grpc", "its port is not one of 1 to 65535")]
    [InlineData("one:0", "grpc", "its port is not one of 1 to 65535")]
    [InlineData("[::1]:70000", "grpc", "its port is not one of 1 to 65535")]
    [InlineData("http://one:99999999999999999999/otlp", "http/protobuf", "its port is not one of 1 to 65535")]
    public async Task Endpoint_ThatTheGatewayWouldNotStartWith_IsRefusedForItsTenant(string endpoint, string protocol, string message)
    {
        var exporter = $"exporter: {{endpoint: \"{endpoint}\", protocol: {protocol}}}";
        foreach (var helm in new[] { Helm.Four, Helm.Three })
        {
            var (exitCode, output) = await CollectorChart.RenderTextAsync(helm, $"tenants: [{{name: a, namespace: b, {exporter}}}]");
            Assert.NotEqual(0, exitCode);
            Assert.Contains($"tenants: a has the endpoint {endpoint}; {message}", output, StringComparison.Ordinal);
            (exitCode, output) = await CollectorChart.RenderTextAsync(helm, $"unknown: {{{exporter}}}");
            Assert.NotEqual(0, exitCode);
            Assert.Contains($"unknown has the endpoint {endpoint}; {message}", output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("one:4318", "https://one:4318")]
    [InlineData("http://one:4318/otlp/", "http://one:4318/otlp")]
    [InlineData("https://one/otlp", "https://one/otlp")]
    [InlineData("https://[::1]/otlp", "https://[::1]/otlp")]
    public async Task Endpoint_OfHttp_IsAnAddress(string endpoint, string address)
    {
        var (_, gateway) = await CollectorChart.ConfigurationsAsync($"tenants: [{{name: a, namespace: b, exporter: {{endpoint: \"{endpoint}\", protocol: http/protobuf}}}}]");
        Assert.Equal(address, gateway.Root.Text("exporters", "otlp_http/a", "endpoint"));
    }
}
