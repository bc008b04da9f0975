using k8s.Models;
using YamlDotNet.Serialization;

namespace DemoApp.Charts.Tests.DemoApp;

/// <summary>What values do.</summary>
public sealed class ValuesTests
{
    private static readonly string[] Tenants = ["tenant1", "tenant2"];
    private static readonly string[] Components = ["sender", "receiver", "loadgen"];

    // What the original's page and values file have for each of the three.
    private static readonly string[] ComponentKeys =
    [
        "enabled", "name", "image.repository", "image.tag", "image.pullPolicy", "image.pullSecrets",
        "replicaCount", "service.type", "service.port", "env", "resources",
    ];

    [Theory]
    [InlineData("sender-service", "global.tenantId=default")]
    [InlineData("sender-service-tenant7", "global.tenantId=tenant7")]
    [InlineData("sender-service", "global.tenantId=tenant7", "telemetry.tenantInServiceName=false")]
    public async Task ServiceName_OfATenant_EndsInIt(string expected, params string[] settings)
    {
        var pod = (await Chart.RenderSetAsync(settings)).Pod("sender");

        Assert.Equal(expected, pod.Env("OTEL_SERVICE_NAME"));
        Assert.Equal(settings[0].Split('=')[1], pod.Env("TENANT_ID"));
        Assert.Contains($"tenant.id={settings[0].Split('=')[1]},", pod.Metadata.Annotations["dapr.io/env"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Services_OfATenantFile_HaveThePagesNamesBesides()
    {
        var manifest = await ChartCase.Named("tenant1").ReadAsync();

        Assert.Equal(
            Components.Order(StringComparer.Ordinal).SelectMany(component => new[] { component, $"{component}-service", $"{component}-service-tenant1" }),
            manifest.Of<V1Service>().Select(service => service.Metadata.Name).Order(StringComparer.Ordinal));
        Assert.Equal("sender-service-tenant1", manifest.Pod("sender").Owner);
        Assert.Equal("sender", manifest.Pod("sender").Metadata.Labels["app"]);
    }

    [Fact]
    public async Task Services_OfAnotherType_AreOneOfThemOnly()
    {
        var manifest = await Chart.RenderSetAsync("sender.service.type=LoadBalancer", "sender.service.port=80");

        Assert.Equal(
            [("sender", "LoadBalancer", 80), ("sender-service", "ClusterIP", 80)],
            manifest.Of<V1Service>().Where(service => service.Metadata.Labels["app"] == "sender")
                .Select(service => (service.Metadata.Name, service.Spec.Type, service.Spec.Ports.Single().Port)));
    }

    [Theory]
    // app: NODE_IP or endpoint; sidecar: address and security
    [InlineData("NODE_IP:4317", "otel-agent.observability.svc.cluster.local:4317", false)]
    [InlineData("NODE_IP:4318", "otel-agent.observability.svc.cluster.local:4318", false, "global.otlpPort=4318")]
    [InlineData("http://a.b.svc.c:4317", "a.b.svc.c:4317", false,
        "telemetry.nodeLocal=service", "telemetry.agent.service=a", "telemetry.agent.namespace=b", "clusterDomain=c")]
    [InlineData("NODE_IP:4317", "otel-agent.observability.svc.cluster.local:4317", false, "global.useNodeLocalEndpoint=true")]
    // The protocol's port, unless one is given.
    [InlineData("NODE_IP:4318", "otel-agent.observability.svc.cluster.local:4318", false, "telemetry.protocol=http/protobuf")]
    [InlineData("NODE_IP:4317", "otel-agent.observability.svc.cluster.local:4317", false,
        "telemetry.protocol=http/protobuf", "global.otlpPort=4317")]
    [InlineData("http://otel-agent.observability.svc.cluster.local:4318", "otel-agent.observability.svc.cluster.local:4318", false,
        "telemetry.protocol=http/protobuf", "telemetry.nodeLocal=service")]
    // An address that is given is used, unless the agent is asked for.
    [InlineData("http://x.y:4317", "x.y:4317", false, "global.otlpEndpoint=http://x.y:4317")]
    [InlineData("http://x.y:4317", "x.y:4317", false, "global.otlpEndpoint=http://x.y:4317", "telemetry.nodeLocal=none")]
    [InlineData("http://x.y:4317", "x.y:4317", false, "global.otlpEndpoint=http://x.y:4317", "telemetry.nodeLocal=service")]
    [InlineData("http://x.y:4317", "x.y:4317", false, "global.otlpEndpoint=http://x.y:4317", "global.useNodeLocalEndpoint=false")]
    [InlineData("http://x.y:4317", "x.y:4317", false, "global.otlpEndpoint=http://x.y:4317", "global.useNodeLocalEndpoint=null")]
    [InlineData("NODE_IP:4317", "otel-agent.observability.svc.cluster.local:4317", false,
        "global.otlpEndpoint=http://unused:4317", "global.useNodeLocalEndpoint=true")]
    // The scheme's port, in any spelling of the address.
    [InlineData("https://x.example.com:443", "x.example.com:443", true, "global.otlpEndpoint=https://x.example.com")]
    [InlineData("http://x.example.com:80", "x.example.com:80", false, "global.otlpEndpoint=http://x.example.com/")]
    [InlineData("https://x.example.com:443", "x.example.com:443", true, "global.otlpEndpoint=HTTPS://X.Example.com//")]
    [InlineData("http://x:80", "x:80", false, "global.otlpEndpoint=http://x", "telemetry.protocol=http/protobuf", "global.otlpPort=4318")]
    [InlineData("http://x:80", "x:80", false, "global.otlpEndpoint=http://x:")]
    [InlineData("http://x.y.svc.:4317", "x.y.svc.:4317", false, "global.otlpEndpoint=http://x.y.svc.:4317")]
    [InlineData("http://10.1.2.3:4317", "10.1.2.3:4317", false, "global.otlpEndpoint=http://10.1.2.3:4317")]
    [InlineData("http://[2001:db8::1]:4317", "[2001:db8::1]:4317", false, "global.otlpEndpoint=http://[2001:DB8::1]:4317")]
    [InlineData("https://[2001:db8::1]:443", "[2001:db8::1]:443", true, "global.otlpEndpoint=https://[2001:db8::1]/")]
    public async Task Telemetry_OfAppAndSidecar_FollowsOneChoice(string app, string sidecar, bool secure, params string[] settings)
    {
        var manifest = await Chart.RenderSetAsync(settings);
        var pod = manifest.Pod("receiver");
        var otel = Assert.Single(manifest.Of<DaprConfiguration>()).Spec.Tracing!.Otel!;

        var nodeIp = pod.Container.Env.SingleOrDefault(variable => variable.Name == "NODE_IP")?.ValueFrom.FieldRef.FieldPath == "status.hostIP";
        Assert.Equal(app, nodeIp ? $"NODE_IP:{pod.Env("OTLP_PORT")}" : pod.Env("OTEL_EXPORTER_OTLP_ENDPOINT"));
        Assert.True(nodeIp == (pod.Env("OTEL_EXPORTER_OTLP_ENDPOINT") is null));
        Assert.Equal((sidecar, secure), (otel.EndpointAddress, otel.IsSecure));
        Assert.Equal(settings.Contains("telemetry.protocol=http/protobuf") ? ("http/protobuf", "http") : ("grpc", "grpc"),
            (pod.Env("OTEL_EXPORTER_OTLP_PROTOCOL"), otel.Protocol));

        // The load generator has the same in the variables that Python's exporters read; it knows no NODE_IP.
        var loadgen = (await Chart.RenderSetAsync(["loadgen.enabled=true", .. settings])).Pod("loadgen");
        Assert.Equal(nodeIp ? "http://$(NODE_IP):$(OTLP_PORT)" : app, loadgen.Env("OTEL_EXPORTER_OTLP_ENDPOINT"));
        Assert.All(["OTLP_PORT", "OTEL_EXPORTER_OTLP_PROTOCOL"], variable => Assert.Equal(pod.Env(variable), loadgen.Env(variable)));
    }

    [Fact]
    public async Task Telemetry_ToAnAddressWithAPath_KeepsItWhereNoSidecarNeedsIt()
    {
        var manifest = await Chart.RenderSetAsync(
            "global.otlpEndpoint=https://x.example.com/otlp/", "telemetry.protocol=http/protobuf",
            "dapr.enabled=false", "loadgen.enabled=true");

        Assert.All(manifest.Pods.Where(pod => pod.Component != "test"),
            pod => Assert.Equal("https://x.example.com:443/otlp", pod.Env("OTEL_EXPORTER_OTLP_ENDPOINT")));
    }

    [Fact]
    public async Task Redis_WithoutAPort_HasTheOneThatThePolicyOpens()
    {
        var manifest = await Chart.RenderSetAsync("dapr.stateStore.type=redis", "dapr.stateStore.redis.host=[fd00::6]");

        var host = Assert.Single(manifest.Of<DaprComponent>()).Spec.Metadata.Single(item => item.Name == "redisHost").Value;
        Assert.Equal("[fd00::6]:6379", host);
        var rules = new NetworkRules([.. manifest.Of<V1NetworkPolicy>()], "demo");
        Assert.True(rules.Egress(new("demo", manifest.Pod("receiver").Metadata.Labels), Peer.At("fd00::6"), 6379));
    }

    [Fact]
    public async Task Dapr_SwitchedOff_CallsTheServiceAndKeepsRecordsInTheProcess()
    {
        var manifest = await Chart.RenderSetAsync("dapr.enabled=false", "receiver.service.port=9000");

        Assert.Equal("http://receiver-service:9000", manifest.Pod("sender").Env("RECEIVER_SERVICE_URL"));
        Assert.Equal("none", manifest.Pod("receiver").Env("STATE_STORE"));
        Assert.DoesNotContain(manifest.Pods, pod => pod.HasSidecar);
    }

    [Fact]
    public async Task Dapr_SwitchedOn_CallsNoServiceUnlessTold() =>
        Assert.Null((await Chart.RenderSetAsync()).Pod("sender").Env("RECEIVER_SERVICE_URL"));

    [Fact]
    public async Task Sidecar_IsTold_WhatTheValuesSay()
    {
        var manifest = await Chart.RenderSetAsync("dapr.logLevel=debug", "dapr.resources.limits.memory=1Gi", "dapr.metrics.port=9191");
        var annotations = manifest.Pod("receiver").Metadata.Annotations;

        Assert.Equal("true", annotations["dapr.io/enabled"]);
        Assert.Equal(("receiver", "8000", "http"), (annotations["dapr.io/app-id"], annotations["dapr.io/app-port"], annotations["dapr.io/app-protocol"]));
        Assert.Equal("/health", annotations["dapr.io/app-health-check-path"]);
        Assert.Equal(
            ("debug", "1Gi", "9191"),
            (annotations["dapr.io/log-level"], annotations["dapr.io/sidecar-memory-limit"], annotations["dapr.io/metrics-port"]));
        // Dapr begins another variable at a comma before NAME= where NAME has no dot: an attribute without one would be lost.
        Assert.StartsWith("OTEL_RESOURCE_ATTRIBUTES=tenant.id=", annotations["dapr.io/env"], StringComparison.Ordinal);
        Assert.All(annotations["dapr.io/env"].Split(',').Skip(1), attribute => Assert.Contains('.', attribute.Split('=')[0]));
    }

    [Fact]
    public async Task Sidecar_WithoutATokenForTheKubernetesApi_HasNoStoreThatWantsOne()
    {
        var pod = (await Chart.RenderSetAsync()).Pod("sender");

        Assert.Equal((false, "true"), (pod.Spec.AutomountServiceAccountToken, pod.Metadata.Annotations["dapr.io/disable-builtin-k8s-secret-store"]));
    }

    [Fact]
    public async Task Labels_OfTheValues_DoNotReplaceThoseThatSelect()
    {
        var manifest = await Chart.RenderSetAsync("sender.podLabels.app=other", "commonLabels.app=third", "commonLabels.team=a");

        Assert.Equal(("sender", "a"), (manifest.Pod("sender").Metadata.Labels["app"], manifest.Pod("sender").Metadata.Labels["team"]));
        Assert.All(manifest.Objects, item => Assert.Equal("a", item.Metadata.Labels["team"]));
        Assert.Equal(["receiver", "sender"], manifest.Of<V1Service>().Select(service => service.Metadata.Labels["app"]).Distinct().Order());
    }

    [Theory]
    [InlineData("1.29.9", false)]
    [InlineData("1.30.0", true)]
    [InlineData("1.31.2-eks-7f9249a", true)]
    [InlineData("1.30.0-gke.1", true)]
    public async Task Kubernetes_FromVersion130On_IsAccepted(string version, bool accepted)
    {
        foreach (var helm in new[] { Helm.Four, Helm.Three })
        {
            Assert.Equal(accepted, (await Helm.RunAsync(helm, "template", "demo-app", Chart.Folder, "--kube-version", version)).ExitCode == 0);
        }
    }

    [Fact]
    public async Task TenantFiles_AreShort_AndDifferInTheTenantOnly()
    {
        var files = await Task.WhenAll(Tenants.Select(tenant => Chart.ReadFileAsync($"values-{tenant}.yaml")));

        Assert.True(files[0].Split('\n').Length < 20);
        Assert.Equal(files[1], files[0].Replace("tenant1", "tenant2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Defaults_OfTheOriginal_KeepTheirKeys()
    {
        var values = new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(await Chart.ReadFileAsync("values.yaml"));

        string[] keys =
        [
            "global.tenantId", "global.useNodeLocalEndpoint", "global.otlpPort", "global.otlpEndpoint", "global.imageRegistry", "global.imagePullSecrets",
            "global.imagePullPolicy", "global.envs", "nameOverride", "fullnameOverride",
            "loadgen.mode", "loadgen.job.users", "loadgen.job.spawnRate", "loadgen.job.runTime", "loadgen.command",
            .. Components.SelectMany(component => ComponentKeys.Select(key => $"{component}.{key}")),
        ];
        Assert.All(keys, key =>
        {
            var parent = key.Split('.').SkipLast(1).Aggregate(values, (node, part) => (Dictionary<object, object>)node[part]);
            Assert.True(parent.ContainsKey(key.Split('.')[^1]), key);
        });
    }
}
