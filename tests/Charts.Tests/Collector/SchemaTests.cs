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
    [InlineData("tenants: [{name: a, namespace: b, " + Endpoint + ", queueSize: 5}]", "queueSize")]
    [InlineData("tenants: [{name: a, namespace: b, exporter: {endpoint: \"ftp://x\"}}]", "endpoint")]
    [InlineData("tenants: [{name: a, namespace: b, exporter: {endpoint: x, queueSize: 0}}]", "queueSize")]
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
    [InlineData("agent: {queueSize: \"1000\"}", "queueSize")]
    [InlineData("agent: {resources: {limits: {memory: 512M}}}", "memory")]
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
    [InlineData("one:4318", "https://one:4318")]
    [InlineData("http://one:4318/otlp/", "http://one:4318/otlp")]
    public async Task Endpoint_OfHttp_IsAnAddress(string endpoint, string address)
    {
        var (_, gateway) = await CollectorChart.ConfigurationsAsync($"tenants: [{{name: a, namespace: b, exporter: {{endpoint: \"{endpoint}\", protocol: http/protobuf}}}}]");
        Assert.Equal(address, gateway.Root.Text("exporters", "otlp_http/a", "endpoint"));
    }
}
