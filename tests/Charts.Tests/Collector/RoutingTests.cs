using DemoApp.Tenants;
using DemoApp.TestSupport;

namespace DemoApp.Charts.Tests.Collector;

/// <summary>Takes claims of pods through the configurations of agent and gateway, as their processors and routing tables say.</summary>
public sealed class RoutingTests
{
    private static readonly Pod One = new("tenant1-demo", "sender-7d9f8b6c5-abcde");
    private static readonly Pod Two = new("tenant2-demo", "sender-7d9f8b6c5-fghij");
    private static readonly Pod Unlisted = new("tenant9-demo", "sender-7d9f8b6c5-klmno");

    public static TheoryData<string> Signals => ["traces", "metrics", "logs"];

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task Tenants_OfTheRepositorysList_HaveExactlyOneRouteEach(string signal)
    {
        var (_, gateway) = await CollectorChart.ConfigurationsAsync(await File.ReadAllTextAsync(Path.Combine(Repository.Root, CollectorChart.List), TestContext.Current.CancellationToken));
        AssertOneRouteEach(gateway, signal, [.. TenantList.Read(Path.Combine(Repository.Root, CollectorChart.List)).Tenants.Select(t => t.Name)]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public async Task Tenants_OfAnyNumber_HaveExactlyOneRouteAndOneExporterEach(int count)
    {
        var (_, gateway) = await CollectorChart.ConfigurationsAsync(Lists.Of(count));
        foreach (var signal in Signals)
        {
            AssertOneRouteEach(gateway, signal, [.. Enumerable.Range(0, count).Select(i => $"t{i}")]);
        }

        Assert.Equal(Enumerable.Range(0, count).Select(i => $"otlp_grpc/t{i}").Append("debug/unknown"), gateway.Root.Keys("exporters"));
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task Pod_OfAListedNamespace_GoesToItsTenant(string signal)
    {
        var telemetry = new Telemetry { Resource = { ["service.name"] = "sender-service" } };
        Assert.Equal(["otlp_grpc/tenant1"], (await TwoTenantsAsync()).Send(signal, telemetry, One));
        Assert.Equal("tenant1", telemetry.Resource["tenant.id"]);
        Assert.Equal("tenant1-demo", telemetry.Resource["k8s.namespace.name"]);
        Assert.Equal("tenant1-demo", telemetry.Resource["k8s.namespace"]);
        Assert.Equal("sender", telemetry.Resource["k8s.deployment.name"]);
        Assert.Equal("sender-service", telemetry.Resource["service.name"]);
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task Pod_ThatClaimsAnotherTenant_GoesToItsOwn(string signal)
    {
        var telemetry = Lie("tenant1", "tenant1-demo");
        Assert.Equal(["otlp_grpc/tenant2"], (await TwoTenantsAsync()).Send(signal, telemetry, Two));
        Assert.Equal("tenant2", telemetry.Resource["tenant.id"]);
        Assert.Equal("tenant2-demo", telemetry.Resource["k8s.namespace.name"]);
        Assert.Equal(Two.Name, telemetry.Resource["k8s.pod.name"]);
        AssertNothingOf("tenant1", telemetry);
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task Pod_ThatClaimsEverythingTwice_GoesToItsOwn(string signal)
    {
        // OTLP is a list: nothing keeps a sender from writing an attribute more than once.
        var telemetry = Lie("tenant1", "tenant1-demo");
        foreach (var (key, value) in telemetry.Resource.ToList()) telemetry.Resource.Add(key, value);
        foreach (var (key, value) in telemetry.Record.ToList()) telemetry.Record.Add(key, value);

        Assert.Equal(["otlp_grpc/tenant2"], (await TwoTenantsAsync()).Send(signal, telemetry, Two));
        Assert.Equal(telemetry.Resource.Keys.Distinct(), telemetry.Resource.Keys);
        AssertNothingOf("tenant1", telemetry);
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task Pod_OfAnUnlistedNamespace_IsUnknownWhateverItClaims(string signal)
    {
        var telemetry = Lie("tenant1", "tenant1-demo");
        Assert.Equal(["debug/unknown"], (await TwoTenantsAsync()).Send(signal, telemetry, Unlisted));
        Assert.Equal("unknown", telemetry.Resource["tenant.id"]);
        Assert.Equal("tenant9-demo", telemetry.Resource["k8s.namespace.name"]);
        AssertNothingOf("tenant1", telemetry);
    }

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task Sender_ThatIsNoPod_IsUnknownWhateverItClaims(string signal)
    {
        var telemetry = Lie("tenant2", "tenant2-demo");
        Assert.Equal(["debug/unknown"], (await TwoTenantsAsync()).Send(signal, telemetry, pod: null));
        Assert.Equal("unknown", telemetry.Resource["tenant.id"]);
        Assert.DoesNotContain("k8s.namespace.name", telemetry.Resource.Keys);
        AssertNothingOf("tenant2", telemetry);
    }

    [Fact]
    public async Task Scrape_OfASidecarThatClaimsAnotherTenant_GoesToTheTargetsOwn()
    {
        var telemetry = Lie("tenant1", "tenant1-demo");
        telemetry.Record["k8s_namespace_name"] = "tenant2-demo";
        telemetry.Record["k8s_pod_name"] = Two.Name;
        telemetry.Record["dapr_app_id"] = "sender";

        Assert.Equal(["otlp_grpc/tenant2"], (await TwoTenantsAsync()).Scrape(telemetry));
        Assert.Equal("tenant2", telemetry.Resource["tenant.id"]);
        Assert.Equal("sender", telemetry.Resource["service.name"]);
        Assert.DoesNotContain(telemetry.Record.Keys, key => key.StartsWith("k8s_", StringComparison.Ordinal));
        AssertNothingOf("tenant1", telemetry);
    }

    [Fact]
    public async Task Flow_WithoutTheStrip_LetsTheLieStand()
    {
        // What these tests are worth: take the one processor out, and they would see it.
        var (agent, gateway) = await CollectorChart.ConfigurationsAsync(Lists.TwoTenants);
        var naive = new CollectorConfiguration(agent.Text.Replace("transform/strip, ", "", StringComparison.Ordinal));
        Assert.Equal(["otlp_grpc/tenant1"], new Flow(naive, gateway).Send("traces", Lie("tenant1", "tenant1-demo"), Two));
    }

    [Fact]
    public async Task EmptyList_MakesEverythingUnknown()
    {
        var (agent, gateway) = await CollectorChart.ConfigurationsAsync("tenants: []");
        foreach (var signal in Signals)
        {
            Assert.Equal(["debug/unknown"], new Flow(agent, gateway).Send(signal, Lie("tenant1", "tenant1-demo"), One));
        }
    }

    [Fact]
    public void Templates_NameNoTenant() =>
        Assert.All(
            Directory.GetFiles(Path.Combine(Repository.Root, CollectorChart.Folder, "templates")).Append(Path.Combine(Repository.Root, CollectorChart.Folder, "files/dashboard.json")),
            file => Assert.DoesNotMatch("tenant[0-9]", File.ReadAllText(file)));

    private static async Task<Flow> TwoTenantsAsync()
    {
        var (agent, gateway) = await CollectorChart.ConfigurationsAsync(Lists.TwoTenants);
        return new Flow(agent, gateway);
    }

    private static Telemetry Lie(string tenant, string @namespace) => new()
    {
        Resource =
        {
            ["tenant.id"] = tenant,
            ["k8s.namespace.name"] = @namespace,
            ["k8s.namespace"] = @namespace,
            ["k8s.pod.name"] = $"sender-of-{tenant}",
            ["k8s.pod.uid"] = $"uid-of-{tenant}",
            ["k8s.replicaset.name"] = $"{tenant}-abc",
            ["k8s.deployment.name"] = tenant,
        },
        Record = { ["tenant.id"] = tenant, ["k8s.namespace.name"] = @namespace },
    };

    private static void AssertNothingOf(string tenant, Telemetry telemetry) =>
        Assert.All(telemetry.Resource.Concat(telemetry.Record), attribute => Assert.DoesNotContain(tenant, attribute.Value, StringComparison.Ordinal));

    private static void AssertOneRouteEach(CollectorConfiguration gateway, string signal, string[] tenants)
    {
        var router = gateway.Root.At("connectors", $"routing/{signal}");
        Assert.Equal([$"{signal}/unknown"], router.Texts("default_pipelines"));
        Assert.All(tenants, tenant => Assert.Equal([$"{signal}/{tenant}"], RoutesOf(tenant).Single()));
        Assert.Equal(tenants.Length, router.Items("table").Count());
        Assert.Empty(RoutesOf("unknown"));
        Assert.Empty(RoutesOf("tenant9"));
        Assert.Empty(RoutesOf(""));
        Assert.All(tenants, tenant =>
        {
            var exporter = Assert.Single(gateway.Pipelines[$"{signal}/{tenant}"].Exporters);
            Assert.Equal(tenant, exporter.Split('/')[1]);
        });
        Assert.Equal("unknown", Assert.Single(gateway.Pipelines[$"{signal}/unknown"].Exporters).Split('/')[1]);

        IEnumerable<string[]> RoutesOf(string tenant) =>
            router.Items("table").Where(row => Ottl.IsTrue(row.Text("condition")!, new Telemetry { Record = { ["tenant.id"] = tenant } })).Select(row => row.Texts("pipelines"));
    }
}
