using k8s.Models;

namespace DemoApp.Charts.Tests.DemoApp;

public sealed class NetworkPolicyTests
{
    private static readonly Peer Dns = Peer.In("kube-system", ("k8s-app", "kube-dns"));
    private static readonly Peer Stranger = Peer.In("somewhere", ("app", "sender"));
    private static readonly Peer Internet = Peer.At("8.8.8.8");

    [Theory]
    [MemberData(nameof(ChartCase.Names), MemberType = typeof(ChartCase))]
    public async Task Pods_OfEveryCase_ReachWhatTheyNeedAndNothingElse(string name)
    {
        var (manifest, rules, pod) = await ReadAsync(name);
        var withDapr = name != "no-dapr";
        var call = withDapr ? 50002 : 8000;

        Assert.True(rules.Connects(pod("sender"), pod("receiver"), call));
        Assert.False(rules.Connects(pod("sender"), pod("receiver"), withDapr ? 8000 : 50002));
        Assert.True(rules.Connects(pod("test"), pod("sender"), 8000));
        Assert.False(rules.Connects(pod("receiver"), pod("sender"), call));
        Assert.False(rules.Connects(pod("test"), pod("receiver"), 8000));
        Assert.All(manifest.Pods.Select(own => pod(own.Component)), own =>
        {
            Assert.True(rules.Egress(own, Dns, 53, "UDP") && rules.Egress(own, Dns, 53));
            Assert.False(rules.Egress(own, Internet, 443) || rules.Egress(own, Internet, 4317) || rules.Egress(own, Stranger, 8000));
            Assert.False(rules.Ingress(Stranger, own, 8000) || rules.Ingress(Internet, own, 8000) || rules.Ingress(Stranger, own, 50002));
        });
        Assert.All(["sender", "receiver"], component => Assert.Equal(withDapr,
            rules.Egress(pod(component), Peer.In("dapr-system"), 6500) && rules.Egress(pod(component), Peer.In("dapr-system"), 50001)));
        // The ports of the control plane's Services, which a policy never sees.
        Assert.False(rules.Egress(pod("sender"), Peer.In("dapr-system"), 443));
    }

    [Theory]
    [MemberData(nameof(ChartCase.Names), MemberType = typeof(ChartCase))]
    public async Task Telemetry_OfEveryCase_ReachesTheCollectorThatTheVariablesName(string name)
    {
        var (manifest, rules, pod) = await ReadAsync(name);

        foreach (var own in manifest.Pods.Where(own => own.Component != "test"))
        {
            if (own.Container.Env.Any(variable => variable.Name == "NODE_IP"))
            {
                Assert.True(rules.Egress(pod(own.Component), Peer.At("10.1.2.3"), int.Parse(own.Env("OTLP_PORT")!, null)));
            }
            else
            {
                Reaches(pod(own.Component), new Uri(own.Env("OTEL_EXPORTER_OTLP_ENDPOINT")!));
            }

            if (own.HasSidecar)
            {
                Reaches(pod(own.Component), new Uri($"http://{manifest.Of<DaprConfiguration>().Single().Spec.Tracing!.Otel!.EndpointAddress}"));
            }
        }

        void Reaches(Peer from, Uri collector) => Assert.True(
            rules.Egress(from, Peer.In(collector.Host.Split('.')[1], ("app.kubernetes.io/name", "otel-agent")), collector.Port), $"{collector}");
    }

    [Theory]
    [InlineData("https://otlp.example.com", "8.8.8.8", 443)]
    [InlineData("http://otlp.example.com/", "8.8.8.8", 80)]
    [InlineData("HTTPS://Otlp.Example.com:4317", "8.8.8.8", 4317)]
    [InlineData("http://10.9.8.7", "10.9.8.7", 80)]
    [InlineData("http://[2001:DB8::1]:4317", "2001:db8::1", 4317)]
    [InlineData("https://[2001:db8::1]", "2001:db8::1", 443)]
    [InlineData("http://collector.Monitoring:4317", "monitoring", 4317)]
    [InlineData("http://collector.monitoring.svc.cluster.local.", "monitoring", 80)]
    [InlineData("http://collector.:4317", "demo", 4317)]
    public async Task Telemetry_ToAnAddress_MayGoToItsHostAndPortOnly(string endpoint, string peer, int port)
    {
        var manifest = await Chart.RenderSetAsync($"global.otlpEndpoint={endpoint}", "loadgen.enabled=true");
        var rules = new NetworkRules([.. manifest.Of<V1NetworkPolicy>()], "demo");
        var collector = System.Net.IPAddress.TryParse(peer, out _) ? Peer.At(peer) : Peer.In(peer);

        Assert.Equal(port, new Uri(manifest.Pod("sender").Env("OTEL_EXPORTER_OTLP_ENDPOINT")!).Port);
        Assert.All(manifest.Pods, pod =>
        {
            Assert.True(rules.Egress(new("demo", pod.Metadata.Labels), collector, port));
            Assert.False(rules.Egress(new("demo", pod.Metadata.Labels), collector, port + 1));
            Assert.Equal(peer == "8.8.8.8", rules.Egress(new("demo", pod.Metadata.Labels), Peer.At("2001:db8::2"), port));
        });
    }

    [Theory]
    [InlineData(4317)]
    [InlineData(4318, "telemetry.protocol=http/protobuf")]
    [InlineData(4318, "telemetry.protocol=http/protobuf", "telemetry.nodeLocal=service")]
    [InlineData(4317, "telemetry.protocol=http/protobuf", "global.otlpPort=4317")]
    public async Task Telemetry_ToTheAgent_MayGoToThePortOfTheProtocol(int port, params string[] settings)
    {
        var manifest = await Chart.RenderSetAsync(["loadgen.enabled=true", .. settings]);
        var rules = new NetworkRules([.. manifest.Of<V1NetworkPolicy>()], "demo");

        Assert.All(manifest.Pods, pod => Assert.All([4317, 4318], tried =>
            Assert.Equal(tried == port, rules.Egress(new("demo", pod.Metadata.Labels), Peer.In("observability"), tried))));
    }

    [Fact]
    public async Task Probes_WhereNodesAreNamed_AreAllowedFromThemAlone()
    {
        var (manifest, rules, pod) = await ReadAsync("everything");

        foreach (var own in manifest.Pods.Where(own => own.Container.ReadinessProbe is not null))
        {
            var port = own.Container.Ports.Single(port => port.Name == "http").ContainerPort;
            Assert.True(rules.Ingress(Peer.At("10.20.5.6"), pod(own.Component), port));
            Assert.False(rules.Ingress(Peer.At("10.21.5.6"), pod(own.Component), port));
            Assert.Equal(own.HasSidecar, own.HasSidecar && rules.Ingress(Peer.At("10.20.5.6"), pod(own.Component), 3501));
        }

        // And telemetry to those nodes, but to no other private address.
        Assert.True(rules.Egress(pod("sender"), Peer.At("10.20.5.6"), 4317));
        Assert.True(rules.Egress(pod("sender"), Peer.At("fd00:20::7"), 4317));
        Assert.False(rules.Egress(pod("sender"), Peer.At("10.21.5.6"), 4317));
    }

    [Fact]
    public async Task Callers_ThatTheValuesName_ReachSenderAndPageOnly()
    {
        var (_, rules, pod) = await ReadAsync("everything");
        var ingress = Peer.In("ingress");

        Assert.True(rules.Ingress(ingress, pod("sender"), 8000));
        Assert.True(rules.Ingress(ingress, pod("loadgen"), 8089));
        Assert.False(rules.Ingress(ingress, pod("receiver"), 8000) || rules.Ingress(ingress, pod("receiver"), 50002));
        Assert.False(rules.Ingress(ingress, pod("loadgen"), 5557));
        Assert.True(rules.Ingress(Peer.At("10.30.1.1"), pod("sender"), 8000));
        Assert.True(rules.Egress(pod("receiver"), Peer.At("10.40.0.1"), 443));
    }

    [Theory]
    [InlineData("job")]
    [InlineData("everything")]
    public async Task Workers_ReachTheirMasterAndTheSender(string name)
    {
        var (_, rules, pod) = await ReadAsync(name);

        Assert.True(rules.Connects(pod("loadgen-worker"), pod("loadgen"), 5557));
        Assert.True(rules.Connects(pod("loadgen-worker"), pod("sender"), 8000) && rules.Connects(pod("loadgen"), pod("sender"), 8000));
    }

    [Fact]
    public async Task Sidecars_OfTheDefaults_LetTheAgentReadTheirMetrics()
    {
        var (_, rules, pod) = await ReadAsync("default");

        Assert.True(rules.Ingress(Peer.In("observability"), pod("receiver"), 9090));
        Assert.False(rules.Ingress(Stranger, pod("receiver"), 9090));
    }

    [Fact]
    public async Task Redis_IsReachedByTheReceiverAlone()
    {
        var (_, rules, pod) = await ReadAsync("redis");
        var redis = Peer.In("redis");

        Assert.True(rules.Egress(pod("receiver"), redis, 6379));
        Assert.False(rules.Egress(pod("sender"), redis, 6379));
        // In the case "everything" its host has no dot: a Service of this namespace.
        var (_, inside, member) = await ReadAsync("everything");
        Assert.True(inside.Egress(member("receiver"), Peer.In("tenant3-demo", ("app", "redis")), 6379));
    }

    [Fact]
    public async Task Receiver_CalledDirectlyInSpiteOfDapr_LetsTheSenderIn()
    {
        var manifest = await Chart.RenderSetAsync("sender.env.RECEIVER_SERVICE_URL=http://receiver-service:8000");
        var rules = new NetworkRules([.. manifest.Of<V1NetworkPolicy>()], "demo");

        Assert.True(rules.Connects(new("demo", manifest.Pod("sender").Metadata.Labels), new("demo", manifest.Pod("receiver").Metadata.Labels), 8000));
    }

    [Theory]
    [MemberData(nameof(ChartCase.Names), MemberType = typeof(ChartCase))]
    public async Task DefaultDeny_OfEveryCase_SelectsEveryPodInBothDirections(string name)
    {
        var manifest = await ChartCase.Named(name).ReadAsync();
        var policy = Assert.Single(manifest.Of<V1NetworkPolicy>(), policy => policy.Spec.Ingress is null && policy.Spec.Egress is null);

        Assert.Equal(["Ingress", "Egress"], policy.Spec.PolicyTypes);
        Assert.All(manifest.Pods, pod => Assert.True(policy.Spec.PodSelector.Selects(pod.Metadata.Labels)));
    }

    [Fact]
    public async Task Policies_SwitchedOff_AreGone() => Assert.Empty((await Chart.RenderSetAsync("networkPolicy.enabled=false")).Of<V1NetworkPolicy>());

    private static async Task<(Manifest Manifest, NetworkRules Rules, Func<string, Peer> Pod)> ReadAsync(string name)
    {
        var chart = ChartCase.Named(name);
        var manifest = await chart.ReadAsync();
        var rules = new NetworkRules([.. manifest.Of<V1NetworkPolicy>()], chart.Namespace);
        return (manifest, rules, component => new(chart.Namespace, manifest.Pod(component).Metadata.Labels));
    }
}
