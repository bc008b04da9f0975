using System.Text.Json.Nodes;
using DemoApp.Otlp;
using DemoApp.TestSupport;

namespace DemoApp.TenantPage.Tests.Page;

/// <summary>The figures of the Overview.</summary>
public sealed class OverviewTests : ViewerTest
{
    private static readonly Resource Shop = Telemetry.Resource("tenant1", "shop");

    [Fact]
    public async Task TwoHundredRequestsAndTenErrors_AreTwoHundredAndTen()
    {
        await Client.ExportAsync(Telemetry.Traces(Shop, Enumerable.Range(0, 190).Select(_ => Request(200, 10))));
        await Client.ExportAsync(Telemetry.Traces(Shop, Enumerable.Range(0, 10).Select(n => Request(500, 100 + n))));
        var row = await RowAsync();

        Assert.Equal((200, 10, 0), (Int(row, "requests"), Int(row, "errors15"), Int(row, "refused")));
        Assert.Equal(0.05, row["errorRate"]!.GetValue<double>(), 6);
        Assert.InRange(row["p50Ms"]!.GetValue<double>(), 9.7, 10.3);
        Assert.InRange(row["p99Ms"]!.GetValue<double>(), 104, 111);
        var slowest = row["slowest"]!.AsArray();
        Assert.Equal([109, 108, 107, 106, 105], slowest.Select(one => (int)Math.Round(one!["durationMs"]!.GetValue<double>())));
        var failed = row["failed"]!.AsArray();
        Assert.Equal([500, 500, 500, 500, 500], failed.Select(one => Int(one!, "status")));
        Assert.Equal(32, failed[0]!["traceId"]!.GetValue<string>().Length);
        Assert.False(failed[0]!["forwarded"]!.GetValue<bool>());
    }

    [Fact]
    public async Task FirstRequest_IsCountedAtOnceAndDrawnOnceItsBucketIsComplete()
    {
        await Client.ExportAsync(Telemetry.Traces(Shop, Request(200, 10)));
        var row = await RowAsync();
        Assert.Equal(1, Int(row, "requests"));
        Assert.InRange(row["requestsPerSecond"]!.GetValue<double>(), 0.01, 0.02);
        Assert.All(row["rate"]!.AsArray(), rate => Assert.Equal(0, rate!.GetValue<double>()));

        await Eventually.TrueAsync(async () => (await RowAsync())["rate"]!.AsArray().Any(rate => rate!.GetValue<double>() == 0.2), "its bucket is drawn");
        var overview = await Viewer.GetAsync("/api/overview");
        var end = Double(overview, "firstBucket") + (Double(overview, "buckets") * Double(overview, "bucketSeconds") * 1000);
        Assert.InRange(Double(overview, "now") - end, 5_000, 10_000);
    }

    [Fact]
    public async Task FaultsApiAndProbes_AreNotTraffic()
    {
        var spans = ((string[])["/faults", "/health", "/ready", "/send"]).Select(route =>
        {
            var span = Request(200, 1);
            span.Attributes.Add(Telemetry.Attribute("http.route", route));
            return span;
        });
        await Client.ExportAsync(Telemetry.Traces(Shop, spans));
        await Client.ExportAsync(Telemetry.Traces(
            Telemetry.Resource("tenant1", "shop-app"), "dapr-diagnostics", Telemetry.Span("CallLocal/shop/faults"), Telemetry.Span("CallLocal/shop/send")));

        Assert.Equal(1, Int(await RowAsync(), "requests"));
        Assert.Equal(1, Int((await Viewer.RowAsync("tenant1", "shop-app"))!, "requests"));
    }

    [Fact]
    public async Task FaultsThatTelemetryTells_AreOnTheRow()
    {
        var request = Request(500, 10);
        request.Attributes.Add(Telemetry.Attribute("app.fault", "error"));
        var latency = Telemetry.Span("artificial_latency");
        latency.Kind = Span.Types.SpanKind.Internal;
        latency.Attributes.Add(Telemetry.Attribute("app.fault", "database_latency"));
        await Client.ExportAsync(Telemetry.Traces(Shop, request, latency));

        Assert.Matches("^errors, database latency, since [0-9]{2}:[0-9]{2}:[0-9]{2} UTC$", (await RowAsync())["fault"]!.GetValue<string>());
    }

    [Fact]
    public async Task SpansWithOddTimes_BreakNothing()
    {
        var (future, backwards, ancient) = (Request(200, 1), Request(200, 1), Request(200, 1));
        (future.StartTimeUnixNano, future.EndTimeUnixNano) = (ulong.MaxValue - 1, ulong.MaxValue);
        backwards.StartTimeUnixNano = backwards.EndTimeUnixNano + 1_000_000_000;
        (ancient.StartTimeUnixNano, ancient.EndTimeUnixNano) = (0, 0);
        Assert.Null((await Client.ExportAsync(Telemetry.Traces(Shop, future, backwards, ancient))).PartialSuccess);

        Assert.Equal(2, Int(await RowAsync(), "requests"));
    }

    private static Span Request(int status, double milliseconds)
    {
        var span = Telemetry.Span("POST /send", milliseconds: milliseconds);
        span.Attributes.Add(Telemetry.Attribute("http.response.status_code", status));
        span.Status = new Status { Code = status >= 500 ? Status.Types.StatusCode.Error : Status.Types.StatusCode.Unset };
        return span;
    }

    private static int Int(JsonNode node, string name) => node[name]!.GetValue<int>();

    private static double Double(JsonNode node, string name) => node[name]!.GetValue<double>();

    private async Task<JsonNode> RowAsync() => (await Viewer.RowAsync("tenant1", "shop"))!;
}
