using System.Net;
using DemoApp.Otlp;
using DemoApp.TestSupport;

namespace DemoApp.TenantPage.Tests.Page;

/// <summary>The real Aspire dashboard behind the page: what is forwarded is there, and links lead to it or say why not.</summary>
public sealed class DashboardTests
{
    [Fact]
    public async Task RequestsOnTheOverview_AreOnTheDashboardAndAFloodOfOneTenantTakesNoneOfAnother()
    {
        await using var dashboard = await Dashboard.StartAsync();
        await using var viewer = await ViewerProcess.StartAsync("--forward", dashboard.Otlp.ToString(), "--dashboard-url", dashboard.Page.ToString());
        using var client = new OtlpGrpcClient(viewer.Grpc);
        var requests = Enumerable.Range(0, 200).Select(n => Request(n < 10)).ToList();
        await client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant2", "sender-service-tenant2"), requests));
        var row = (await viewer.RowAsync("tenant2", "sender-service-tenant2"))!;
        Assert.Equal((200, 10), (row["requests"]!.GetValue<int>(), row["errors15"]!.GetValue<int>()));
        foreach (var id in requests.Select(span => Telemetry.Hex(span.TraceId)))
        {
            await Eventually.TrueAsync(() => dashboard.HasAsync(id), $"trace {id} is on the dashboard");
        }

        // What a minute of 200 requests per second is, six spans each, as fast as it is taken.
        for (var i = 0; i < 120; i++)
        {
            await client.ExportAsync(Telemetry.Traces(
                Telemetry.Resource("tenant1", "sender-service-tenant1"),
                Enumerable.Range(0, 100).SelectMany(_ => Telemetry.NewTraceId() is var trace ? Enumerable.Range(0, 6).Select(_ => Telemetry.Span("POST /send", trace)) : [])));
        }

        var newest = Enumerable.Range(0, 100).Select(_ => Request(false)).ToList();
        await client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant2", "sender-service-tenant2"), newest));
        foreach (var id in newest.Concat(requests).Select(span => Telemetry.Hex(span.TraceId)))
        {
            await Eventually.TrueAsync(() => dashboard.HasAsync(id), $"trace {id} is on the dashboard");
        }

        var forward = (await viewer.GetAsync("/api/overview"))["forward"]!;
        Assert.Equal(("ok", 0), (forward["state"]!.GetValue<string>(), forward["dropped"]!["total"]!.GetValue<int>()));
        Assert.Equal(12_000, forward["sampledTraces"]!.GetValue<int>() + ((forward["sent"]!["spans"]!.GetValue<int>() - 300) / 6));
    }

    [Fact]
    public async Task LinkToATrace_LeadsToTheDashboardOrSaysWhyNot()
    {
        await using var dashboard = await Dashboard.StartAsync();
        await using var viewer = await ViewerProcess.StartAsync(
            "--forward", dashboard.Otlp.ToString(), "--dashboard-url", dashboard.Page.ToString(), "--forward-traces-per-second", "1");
        using var client = new OtlpGrpcClient(viewer.Grpc);
        var spans = Enumerable.Range(0, 100).Select(_ => Request(false)).ToList();
        await client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), spans));
        var (kept, sampledOut) = (Telemetry.Hex(spans[0].TraceId), Telemetry.Hex(spans[^1].TraceId));
        await Eventually.TrueAsync(() => dashboard.HasAsync(kept), "the first trace is on the dashboard");
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        Assert.Equal((HttpStatusCode.Found, $"{dashboard.Page}traces/detail/{kept}"), await LinkAsync(kept));
        Assert.Contains("was sampled out", (await LinkAsync(sampledOut)).Item2, StringComparison.Ordinal);
        Assert.Contains("does not have trace", (await LinkAsync(new string('a', 32))).Item2, StringComparison.Ordinal);
        Assert.Contains("is not a trace id", (await LinkAsync("&lt;script&gt;")).Item2, StringComparison.Ordinal);

        async Task<(HttpStatusCode, string)> LinkAsync(string id)
        {
            using var answer = await http.GetAsync(new Uri(viewer.Page, $"/trace/{id}"));
            return (answer.StatusCode, answer.Headers.Location?.ToString() ?? await answer.Content.ReadAsStringAsync());
        }
    }

    /// <summary>The dashboard refuses exponential histograms, which may not take other metrics with them.</summary>
    [Fact]
    public async Task ExponentialHistogram_IsCountedAsDroppedAndOthersArrive()
    {
        await using var dashboard = await Dashboard.StartAsync();
        await using var viewer = await ViewerProcess.StartAsync("--forward", dashboard.Otlp.ToString());
        using var client = new OtlpGrpcClient(viewer.Grpc);
        var exponential = new Metric
        {
            Name = "exponential",
            ExponentialHistogram = new ExponentialHistogram
            {
                AggregationTemporality = AggregationTemporality.Cumulative,
                DataPoints = { new ExponentialHistogramDataPoint { Count = 1, Positive = new() { BucketCounts = { 1 } }, TimeUnixNano = Telemetry.Now } },
            },
        };
        await client.ExportAsync(Telemetry.Metrics(
            Telemetry.Resource("tenant1", "shop"), exponential, Telemetry.Counter("orders", 1, Telemetry.Now - 1_000_000_000, Telemetry.Now)));

        await Eventually.TrueAsync(
            async () => (await viewer.GetAsync("/api/overview"))["forward"]!["sent"]!["points"]!.GetValue<int>() == 1, "the counter was taken");
        var forward = (await viewer.GetAsync("/api/overview"))["forward"]!;
        Assert.Equal(("ok", 1), (forward["state"]!.GetValue<string>(), forward["dropped"]!["points"]!.GetValue<int>()));
    }

    private static Span Request(bool isError)
    {
        var span = Telemetry.Span("POST /send");
        span.Status = new Status { Code = isError ? Status.Types.StatusCode.Error : Status.Types.StatusCode.Unset };
        return span;
    }
}
