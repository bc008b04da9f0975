using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using DemoApp.Otlp;
using DemoApp.TestSupport;
using Grpc.Core;

namespace DemoApp.TenantPage.Tests.Ingest;

/// <summary>Memory is bounded by tenant: who sends too much loses its own oldest, and is told.</summary>
public sealed class BoundsTests
{
    private const int Batch = 500;

    [Fact]
    public async Task NoisyTenant_EvictsOnlyItsOwn()
    {
        await using var viewer = await ViewerProcess.StartAsync("--max-spans", "1000", "--max-logs", "1000");
        using var client = new OtlpGrpcClient(viewer.Grpc);
        var quiet = Telemetry.Span("quiet");
        var quietId = Telemetry.Hex(quiet.TraceId);
        await client.ExportAsync(Telemetry.Traces(Telemetry.Resource("quiet", "shop"), quiet));
        await client.ExportAsync(Telemetry.Logs(Telemetry.Resource("quiet", "shop"), Telemetry.Log("quiet")));
        for (var i = 0; i < 10; i++)
        {
            await client.ExportAsync(Telemetry.Traces(Telemetry.Resource("noisy", "shop"), Enumerable.Range(0, Batch).Select(n => Telemetry.Span($"noise {i} {n}"))));
            await client.ExportAsync(Telemetry.Logs(Telemetry.Resource("noisy", "shop"), Enumerable.Range(0, Batch).Select(n => Telemetry.Log($"noise {i} {n}"))));
        }

        Assert.Equal("quiet", (await viewer.GetAsync($"/api/traces/{quietId}"))["tenant"]!.GetValue<string>());
        Assert.Equal(1, (await viewer.GetAsync("/api/logs?tenant=quiet"))["held"]!.GetValue<int>());
        var noisy = await TenantAsync(viewer, "noisy");
        Assert.Equal((5000, 1000, 4000), (Number(noisy, "accepted", "spans"), Number(noisy, "held", "spans"), Number(noisy, "evicted", "spans")));
        Assert.Equal((5000, 1000, 4000), (Number(noisy, "accepted", "logs"), Number(noisy, "held", "logs"), Number(noisy, "evicted", "logs")));
        Assert.Equal("noise 9 499", (await viewer.GetAsync("/api/logs?tenant=noisy&limit=1"))["records"]![0]!["body"]!.GetValue<string>());
        // Rates are counted as spans arrive, whether they are still held or not.
        var row = (await viewer.GetAsync("/api/overview"))["rows"]!.AsArray().Single(one => one!["tenant"]!.GetValue<string>() == "noisy")!;
        Assert.Equal(5000, row["requests"]!.GetValue<int>());
    }

    [Fact]
    public async Task LargeSpans_AreBoundedByTheirBytes()
    {
        await using var viewer = await ViewerProcess.StartAsync("--max-megabytes", "1");
        using var client = new OtlpGrpcClient(viewer.Grpc);
        for (var i = 0; i < 30; i++)
        {
            var span = Telemetry.Span();
            span.Attributes.Add(Telemetry.Attribute("large", new string('x', 100_000)));
            Assert.Null((await client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), span))).PartialSuccess);
        }

        Assert.InRange(Number(await TenantAsync(viewer, "tenant1"), "held", "spans"), 8, 10);
        var tooLarge = Telemetry.Span();
        tooLarge.Attributes.Add(Telemetry.Attribute("large", new string('x', 2_000_000)));
        Assert.Equal(1, (await client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), tooLarge))).PartialSuccess.RejectedSpans);
    }

    [Fact]
    public async Task OneEndlessTrace_IsCutAtItsLimitAndTheSenderIsTold()
    {
        await using var viewer = await ViewerProcess.StartAsync();
        using var client = new OtlpGrpcClient(viewer.Grpc);
        var trace = Telemetry.NewTraceId();
        long rejected = 0;
        for (var i = 0; i < 22; i++)
        {
            var answer = await client.ExportAsync(
                Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), Enumerable.Range(0, Batch).Select(_ => Telemetry.Span(trace: trace))));
            rejected += answer.PartialSuccess?.RejectedSpans ?? 0;
        }

        Assert.Equal(1_000, rejected);
        Assert.Equal(10_000, (await viewer.GetAsync($"/api/traces/{Telemetry.Hex(trace)}"))["spanCount"]!.GetValue<int>());
    }

    [Fact]
    public async Task MillionDistinctAttributeValues_AreBoundedAndSaidOnThePage()
    {
        await using var viewer = await ViewerProcess.StartAsync();
        using var client = new OtlpGrpcClient(viewer.Grpc);
        await ExportPointsAsync(client, "quiet", 0, 1);
        long rejected = 0;
        for (var from = 0; from < 1_000_000; from += 10_000)
        {
            rejected += await ExportPointsAsync(client, "noisy", from, 10_000);
        }

        Assert.Equal(998_000, rejected);
        Assert.Equal(0, await ExportPointsAsync(client, "quiet", 1, 10));
        var metrics = await viewer.GetAsync("/api/metrics?tenant=noisy");
        Assert.Equal((2_000, 998_000), (metrics["seriesHeld"]!.GetValue<int>(), metrics["seriesRefused"]!.GetValue<int>()));
        var isolation = await viewer.GetAsync("/api/isolation");
        Assert.Contains("2000 series", isolation["refusals"]![0]!["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.InRange((await viewer.GetAsync("/api/overview"))["collector"]!["workingSetBytes"]!.GetValue<long>(), 0, 250 << 20);
    }

    [Fact]
    public async Task ThousandTenants_AreTwentyAndARefusal()
    {
        await using var viewer = await ViewerProcess.StartAsync("--tenants", "tenant1");
        using var client = new OtlpGrpcClient(viewer.Grpc);
        var request = new ExportTraceServiceRequest();
        for (var i = 0; i < 1_000; i++)
        {
            request.ResourceSpans.AddRange(Telemetry.Traces(Telemetry.Resource($"stranger{i}", "shop"), Telemetry.Span()).ResourceSpans);
        }

        Assert.Equal(980, (await client.ExportAsync(request)).PartialSuccess.RejectedSpans);
        // The one that is expected has its place all the same.
        Assert.Null((await client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), Telemetry.Span()))).PartialSuccess);
        Assert.Equal(1, Number(await TenantAsync(viewer, "tenant1"), "held", "spans"));
    }

    [Fact]
    public async Task TailReaderThatStopsReading_IsBoundedAndSaidOnThePage()
    {
        await using var viewer = await ViewerProcess.StartAsync("--max-logs", "2000");
        using var client = new OtlpGrpcClient(viewer.Grpc);
        using var reader = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await reader.ConnectAsync("127.0.0.1", viewer.Page.Port, TestContext.Current.CancellationToken);
        await reader.SendAsync(Encoding.ASCII.GetBytes($"GET /api/logs/tail HTTP/1.1\r\nHost: localhost:{viewer.Page.Port}\r\n\r\n"), TestContext.Current.CancellationToken);
        var first = new byte[1];
        await reader.ReceiveAsync(first, TestContext.Current.CancellationToken);

        // More than the buffers of a connection take, however large the system makes them.
        var body = new string('x', 2_000);
        for (var i = 0; i < 40; i++)
        {
            await client.ExportAsync(Telemetry.Logs(Telemetry.Resource("tenant1", "shop"), Enumerable.Range(0, Batch).Select(_ => Telemetry.Log(body))));
        }

        await Eventually.TrueAsync(
            async () => (await viewer.GetAsync("/api/isolation"))["slowReaders"]!.GetValue<int>() > 0, "a slow reader on the page", TimeSpan.FromMinutes(1));
        Assert.InRange(Number(await TenantAsync(viewer, "tenant1"), "held", "logs"), 1, 2_000);
        Assert.InRange((await viewer.GetAsync("/api/overview"))["collector"]!["workingSetBytes"]!.GetValue<long>(), 0, 250 << 20);
    }

    [Fact]
    public async Task MoreSendersThanCanWait_AreToldToComeBackAndStalledOnesKeepNobodyWaitingForLong()
    {
        await using var viewer = await ViewerProcess.StartAsync();
        // 16 are read and 100 wait; each of these says that it has a byte to send, and does not send it.
        var stalled = await Task.WhenAll(Enumerable.Range(0, 130).Select(_ => StalledSender.StartAsync(viewer.OtlpHttp.Port)));
        try
        {
            var first = await await Task.WhenAny(stalled.Select(sender => sender.Answer));
            Assert.StartsWith("HTTP/1.1 503", first, StringComparison.Ordinal);
            Assert.Contains("Retry-After: 1", first, StringComparison.Ordinal);
            var refusals = (await viewer.GetAsync("/api/isolation"))["refusals"]!.AsArray();
            Assert.Contains(refusals, refusal => refusal!["reason"]!.GetValue<string>() == "too many exports at once: 16 are read and 100 wait");

            // Those that were let in are cut off, so that there is a turn for those that have something to send.
            using var client = new OtlpGrpcClient(viewer.Grpc);
            await Eventually.TrueAsync(() => IsTakenAsync(client), "an export is taken", TimeSpan.FromMinutes(1));
        }
        finally
        {
            Array.ForEach(stalled, sender => sender.Dispose());
        }
    }

    private static async Task<bool> IsTakenAsync(OtlpGrpcClient client)
    {
        try
        {
            await client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), Telemetry.Span()));
            return true;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
        {
            return false;
        }
    }

    private static async Task<long> ExportPointsAsync(OtlpGrpcClient client, string tenant, int from, int count)
    {
        var now = Telemetry.Now;
        var metric = Telemetry.Counter("user.clicks", 1, now - 1_000_000_000, now);
        metric.Sum.DataPoints.Clear();
        for (var i = from; i < from + count; i++)
        {
            metric.Sum.DataPoints.Add(new NumberDataPoint { AsInt = 1, StartTimeUnixNano = now - 1, TimeUnixNano = now, Attributes = { Telemetry.Attribute("user.id", i) } });
        }

        return (await client.ExportAsync(Telemetry.Metrics(Telemetry.Resource(tenant, "shop"), metric))).PartialSuccess?.RejectedDataPoints ?? 0;
    }

    private static async Task<JsonNode> TenantAsync(ViewerProcess viewer, string name) =>
        (await viewer.GetAsync("/api/isolation"))["tenants"]!.AsArray().Single(tenant => tenant!["name"]!.GetValue<string>() == name)!;

    private static int Number(JsonNode tenant, string group, string name) => tenant[group]![name]!.GetValue<int>();
}
