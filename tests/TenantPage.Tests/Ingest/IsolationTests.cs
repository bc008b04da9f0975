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
        var unknown = await Viewer.TenantAsync("unknown");
        Assert.Equal((true, false), (unknown["unknown"]!.GetValue<bool>(), unknown["expected"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task TenantThatIsNotExpected_IsMarkedAndKeptApart()
    {
        await Client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant9", "shop"), Telemetry.Span()));

        Assert.Equal(("tenant9", "tenant9", "resource tenant.id"), await OnlyMarkAsync());
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
    }

    [Fact]
    public async Task HeaderOfAnotherTenant_IsMarked()
    {
        await Client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), Telemetry.Span()), new Metadata { { "x-scope-orgid", "tenant2" } });

        Assert.Equal(("tenant1", "tenant2", "header x-scope-orgid"), await OnlyMarkAsync());
    }

    [Fact]
    public async Task TraceWithSpansOfTwoTenants_IsMarkedAndItsCallIsACrossing()
    {
        var first = Telemetry.Span("first");
        var second = Telemetry.Span("second", first.TraceId, first.SpanId);
        await Client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), first));
        await Client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant2", "bank"), second));

        Assert.Equal(("tenant2", "tenant1", "trace of tenant1"), await OnlyMarkAsync());
        Assert.Equal(["tenant1/shop > tenant2/bank: 1, 0 errors"], await CallsAsync("tenant2"));
        Assert.Empty(await CallsAsync("tenant1"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Calls_AreKnownWhicheverSideComesFirst(bool callerFirst)
    {
        var client = Telemetry.Span("POST");
        client.Kind = Otlp.Span.Types.SpanKind.Client;
        var servers = Enumerable.Range(0, 3).Select(_ => Telemetry.Span("POST /pay", client.TraceId, client.SpanId)).ToList();
        servers[1].Status = new Otlp.Status { Code = Otlp.Status.Types.StatusCode.Error };
        var caller = Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), client);
        var called = Telemetry.Traces(Telemetry.Resource("tenant1", "bank"), servers);
        foreach (var export in callerFirst ? new[] { caller, called } : [called, caller])
        {
            await Client.ExportAsync(export);
        }

        Assert.Equal(["tenant1/shop > tenant1/bank: 3, 1 errors"], await CallsAsync("tenant1"));
    }

    [Fact]
    public async Task RefusedRequests_AreCountedByWhoAsked()
    {
        var client = Telemetry.Span("POST");
        client.Kind = Otlp.Span.Types.SpanKind.Client;
        await Client.ExportAsync(Telemetry.Traces(
            Telemetry.Resource("tenant2", "bank"),
            Refused(), Refused(("client.address", "10.0.0.7")), Refused(("user_agent.original", "curl/8.5")), Refused(("user_agent.original", "curl/8.5")),
            Refused(client)));
        Assert.Equal(
            ["bank /send unknown caller: 2", "bank /send unknown caller (curl/8.5): 2", "bank /send 10.0.0.7: 1"], await RefusedAsync("tenant2"));
        await Client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), client));

        Assert.Equal(
            ["bank /send shop of tenant1: 1", "bank /send unknown caller: 1", "bank /send unknown caller (curl/8.5): 2", "bank /send 10.0.0.7: 1"],
            await RefusedAsync("tenant2"));
        Assert.Equal(5, (await Viewer.RowAsync("tenant2", "bank"))!["refused"]!.GetValue<int>());
    }

    [Fact]
    public async Task MarksOfOneTenant_EvictNoneOfAnother()
    {
        await Client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant2", "bank"), Claiming("tenant1")));
        await Client.ExportAsync(Telemetry.Traces(
            Telemetry.Resource("tenant1", "shop"), Enumerable.Range(0, 2_000).Select(n => Claiming($"x{n % 250}"))));

        var marks = (await Viewer.GetAsync("/api/isolation"))["unexpected"]!.AsArray();
        Assert.Single(marks, mark => mark!["tenant"]!.GetValue<string>() == "tenant2");
        Assert.InRange(marks.Count, 2, 100);
        Assert.Equal(2_000, (await Viewer.TenantAsync("tenant1"))["unexpected"]!.GetValue<int>());
    }

    private static Otlp.Span Claiming(string tenant)
    {
        var span = Telemetry.Span();
        span.Attributes.Add(Telemetry.Attribute("app.tenant.id", tenant));
        return span;
    }

    private static Otlp.Span Refused(params (string Key, string Value)[] attributes) => Refused(Telemetry.Span(parent: Telemetry.NewSpanId()), attributes);

    private static Otlp.Span Refused(Otlp.Span parent) => Refused(Telemetry.Span(trace: parent.TraceId, parent: parent.SpanId), []);

    private static Otlp.Span Refused(Otlp.Span span, (string Key, string Value)[] attributes)
    {
        span.Attributes.Add(Telemetry.Attribute("http.response.status_code", 403));
        span.Attributes.Add(Telemetry.Attribute("http.route", "/send"));
        span.Attributes.AddRange(attributes.Select(attribute => Telemetry.Attribute(attribute.Key, attribute.Value)));
        return span;
    }

    private async Task<IEnumerable<string>> CallsAsync(string tenant) => (await Viewer.TenantAsync(tenant))["calls"]!.AsArray().Select(call =>
        $"{End(call!["from"]!)} > {End(call["to"]!)}: {call["count"]}, {call["errors"]} errors");

    private async Task<IEnumerable<string>> RefusedAsync(string tenant) => (await Viewer.TenantAsync(tenant))["refusedRequests"]!.AsArray().Select(one =>
        $"{one!["service"]} {one["path"]} {one["askedBy"]}: {one["count"]}");

    private static string End(JsonNode end) => $"{end["tenant"]}/{end["service"]}";

    private static (string Tenant, string Carried, string Where) Mark(JsonNode mark) =>
        (mark["tenant"]!.GetValue<string>(), mark["carried"]!.GetValue<string>(), mark["where"]!.GetValue<string>());

    private async Task<(string Tenant, string Carried, string Where)> OnlyMarkAsync() =>
        Mark(Assert.Single((await Viewer.GetAsync("/api/isolation"))["unexpected"]!.AsArray())!);
}
