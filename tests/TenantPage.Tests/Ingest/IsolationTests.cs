using System.Text.Json.Nodes;
using Grpc.Core;

namespace DemoApp.TenantPage.Tests.Ingest;

/// <summary>What carries a tenant that it should not is marked, and what does not is not.</summary>
public sealed class IsolationTests() : ViewerTest("--tenants", "tenant1,tenant2")
{
    [Fact]
    public async Task HonestTelemetryOfBoth_HasNoMark()
    {
        foreach (var tenant in (string[])["tenant1", "tenant2"])
        {
            var span = Telemetry.Span();
            span.Attributes.Add(Telemetry.Attribute("app.tenant.id", tenant));
            await Client.ExportAsync(Telemetry.Traces(Telemetry.Resource(tenant, "shop"), span), new Metadata { { "x-scope-orgid", tenant } });
            await Client.ExportAsync(Telemetry.Logs(Telemetry.Resource(tenant, "shop"), Telemetry.Log("well")));
        }

        await Client.ExportAsync(Telemetry.Traces(Telemetry.Resource(null, "sidecar"), Telemetry.Span()));

        Assert.Empty((await Viewer.GetAsync("/api/isolation"))["unexpected"]!.AsArray());
        Assert.DoesNotContain((await Viewer.GetAsync("/api/traces"))["traces"]!.AsArray(), trace => trace!["unexpected"]!.GetValue<bool>());
    }

    [Fact]
    public async Task TenantThatIsNotExpected_IsMarkedAndKeptApart()
    {
        await Client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant9", "shop"), Telemetry.Span()));

        Assert.Equal(("tenant9", "tenant9", "resource tenant.id"), await OnlyMarkAsync());
        Assert.True(await OnlyTraceIsMarkedAsync());
        var tenants = (await Viewer.GetAsync("/api/isolation"))["tenants"]!.AsArray();
        Assert.Equal(["tenant1", "tenant2", "tenant9"], tenants.Select(tenant => tenant!["name"]!.GetValue<string>()));
        Assert.Equal([true, true, false], tenants.Select(tenant => tenant!["expected"]!.GetValue<bool>()));
        Assert.Equal([0, 0, 1], tenants.Select(tenant => tenant!["unexpected"]!.GetValue<int>()));
    }

    [Theory]
    [InlineData("app.tenant.id")]
    [InlineData("tenant.id")]
    public async Task AttributeOfAnotherTenant_IsMarkedInEverySignal(string attribute)
    {
        var resource = Telemetry.Resource("tenant1", "shop");
        var claim = Telemetry.Attribute(attribute, "tenant2");
        var span = Telemetry.Span();
        span.Attributes.Add(claim);
        var log = Telemetry.Log("hello");
        log.Attributes.Add(claim);
        await Client.ExportAsync(Telemetry.Traces(resource, span));
        await Client.ExportAsync(Telemetry.Logs(resource, log));
        await Client.ExportAsync(Telemetry.Metrics(resource, Telemetry.Counter("orders", 1, Telemetry.Now, Telemetry.Now, claim)));

        var marks = (await Viewer.GetAsync("/api/isolation"))["unexpected"]!.AsArray();
        Assert.Equal(["metrics", "logs", "traces"], marks.Select(mark => mark!["signal"]!.GetValue<string>()));
        Assert.All(marks, mark => Assert.Equal(("tenant1", "tenant2", $"attribute {attribute}"), Mark(mark!)));
        Assert.True(await OnlyTraceIsMarkedAsync());
    }

    [Fact]
    public async Task HeaderOfAnotherTenant_IsMarked()
    {
        await Client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), Telemetry.Span()), new Metadata { { "x-scope-orgid", "tenant2" } });

        Assert.Equal(("tenant1", "tenant2", "header x-scope-orgid"), await OnlyMarkAsync());
        Assert.True(await OnlyTraceIsMarkedAsync());
    }

    [Fact]
    public async Task TraceWithSpansOfTwoTenants_IsMarkedAndEachKeepsItsOwnPart()
    {
        var first = Telemetry.Span("first");
        var second = Telemetry.Span("second", first.TraceId, first.SpanId);
        var id = Telemetry.Hex(first.TraceId);
        await Client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), first));
        await Client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant2", "shop"), second));

        Assert.Equal(("tenant2", "tenant1", "trace of tenant1"), await OnlyMarkAsync());
        foreach (var (tenant, name) in (IEnumerable<(string, string)>)[("tenant1", "first"), ("tenant2", "second")])
        {
            var part = Assert.Single((await Viewer.GetAsync($"/api/traces?tenant={tenant}"))["traces"]!.AsArray())!;
            Assert.Equal((name, 1, true), (part["name"]!.GetValue<string>(), part["spanCount"]!.GetValue<int>(), part["unexpected"]!.GetValue<bool>()));
        }

        var whole = await Viewer.GetAsync($"/api/traces/{id}");
        Assert.Equal(["tenant1", "tenant2"], whole["spans"]!.AsArray().Select(span => span!["tenant"]!.GetValue<string>()));
    }

    [Fact]
    public async Task SpansThatNameNoTenant_GoToTheTenantOfTheirTraceWhicheverComesFirst()
    {
        var before = Telemetry.Span("sidecar before");
        var app = Telemetry.Span("app", before.TraceId, before.SpanId);
        var after = Telemetry.Span("sidecar after", before.TraceId, app.SpanId);
        var sidecar = Telemetry.Resource(null, "sidecar");
        await Client.ExportAsync(Telemetry.Traces(sidecar, "dapr-diagnostics", before));
        Assert.Equal("unknown", (await Viewer.GetAsync("/api/traces"))["traces"]![0]!["tenant"]!.GetValue<string>());
        await Client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), app));
        await Client.ExportAsync(Telemetry.Traces(sidecar, "dapr-diagnostics", after));

        var trace = Assert.Single((await Viewer.GetAsync("/api/traces?tenant=tenant1"))["traces"]!.AsArray())!;
        Assert.Equal(3, trace["spanCount"]!.GetValue<int>());
        Assert.Equal([("sidecar", true, 2), ("shop", false, 1)], trace["services"]!.AsArray().Select(service =>
            (service!["name"]!.GetValue<string>(), service["sidecar"]!.GetValue<bool>(), service["spans"]!.GetValue<int>())));
        Assert.Empty((await Viewer.GetAsync("/api/traces?tenant=unknown"))["traces"]!.AsArray());
        Assert.Empty((await Viewer.GetAsync("/api/isolation"))["unexpected"]!.AsArray());
    }

    private static (string Tenant, string Carried, string Where) Mark(JsonNode mark) =>
        (mark["tenant"]!.GetValue<string>(), mark["carried"]!.GetValue<string>(), mark["where"]!.GetValue<string>());

    private async Task<bool> OnlyTraceIsMarkedAsync() =>
        Assert.Single((await Viewer.GetAsync("/api/traces"))["traces"]!.AsArray())!["unexpected"]!.GetValue<bool>();

    private async Task<(string Tenant, string Carried, string Where)> OnlyMarkAsync() =>
        Mark(Assert.Single((await Viewer.GetAsync("/api/isolation"))["unexpected"]!.AsArray())!);
}
