using System.Diagnostics;
using System.Net;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests;

/// <summary>A collector that is absent, silent or refusing harms no request, and what is lost is counted.</summary>
public sealed class OutageTests
{
    private const string Body = """{"request_id":"o-1"}""";

    [Theory]
    [InlineData("grpc", false)]
    [InlineData("grpc", true)]
    [InlineData("http/protobuf", false)]
    [InlineData("http/protobuf", true)]
    public async Task Stop_CollectorNeverAnswers_EndsWithinFiveSeconds(string protocol, bool reads)
    {
        using var silent = new SilentPort();
        await using var stalled = await OtlpReceiver.StartAsync();
        stalled.Answer = CollectorAnswer.Stall;
        await using var receiver = await Service.ReceiverAsync(Exporting(reads ? stalled.Endpoint(protocol) : $"http://127.0.0.1:{silent.Port}", protocol));
        await SendAsync(receiver, 50);

        var start = Stopwatch.GetTimestamp();
        await receiver.StopAsync(15);

        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 5);
    }

    [Fact]
    public async Task Requests_CollectorAbsent_AreAnsweredAndEachSignalWarnsOnce()
    {
        await using var receiver = await Service.ReceiverAsync(Exporting($"http://127.0.0.1:{FreePort.Next()}", "grpc"));
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await receiver.PostAsync("/process", Body)).Status);
        }

        foreach (var signal in (string[])["traces", "metrics", "logs"])
        {
            await receiver.Process.LineAsync($"Exports of {signal} fail");
        }

        receiver.Process.Signal(ChildProcess.SigTerm);
        await receiver.Process.ExitCodeAsync(10);
        Assert.Equal(3, receiver.Process.Lines.Count(line => line.Contains("telemetry.export.failing", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Spans_OfAnOutage_AreThoseThatTheCounterSays()
    {
        var port = FreePort.Next();
        await using var receiver = await Service.ReceiverAsync(Exporting($"http://127.0.0.1:{port}", "grpc"));
        await SendAsync(receiver, 200);
        await receiver.Process.LineAsync("Exports of traces fail");
        await receiver.Process.LineAsync("Exports of metrics fail");

        await using var collector = await OtlpReceiver.StartAsync(port);
        await receiver.Process.LineAsync("Exports of metrics work again");
        await SendAsync(receiver, 100);
        receiver.Process.Signal(ChildProcess.SigTerm);
        await receiver.Process.ExitCodeAsync(15);

        var dropped = collector.Metrics.Where(point => point.Name == "app.telemetry.dropped" && point.Attributes["app.telemetry.signal"] == "traces")
            .Select(point => point.Value).DefaultIfEmpty().Max();
        var requests = collector.Metrics.Where(point => point.Name == "http.server.request.duration" && point.Attributes.GetValueOrDefault("http.route") == "/process")
            .Select(point => point.Value).Max();
        Assert.Equal(300, requests);
        Assert.True(dropped > 0, "nothing was counted as dropped");

        // Three spans a request: POST /process, process_data and database_query.
        Assert.Equal(3 * 300, dropped + collector.Spans.Count(span => span.ServiceName == "receiver-service" && span.Name is "POST /process" or "process_data" or "database_query"));
    }

    [Fact]
    public async Task Logs_OfAnOutageShorterThanTheRetries_ArriveAfterIt()
    {
        var port = FreePort.Next();
        await using var receiver = await Service.ReceiverAsync(Exporting($"http://127.0.0.1:{port}", "grpc"));
        await SendAsync(receiver, 50);
        await receiver.Process.LineAsync("Exports of logs fail");

        await using var collector = await OtlpReceiver.StartAsync(port);

        await Eventually.TrueAsync(() => collector.Logs.Count(log => log.Attributes.GetValueOrDefault("event.name") == "request.completed") == 50, "the records of the outage");
    }

    [Theory]
    [InlineData("OTEL_BSP", "traces")]
    [InlineData("OTEL_BLRP", "logs")]
    public async Task Queue_Full_DropsAreCounted(string prefix, string signal)
    {
        await using var collector = await OtlpReceiver.StartAsync();
        using var silent = new SilentPort();
        var variables = Exporting($"http://127.0.0.1:{silent.Port}", "grpc");
        variables[$"{prefix}_MAX_QUEUE_SIZE"] = "10";
        variables["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] = $"http://{collector.Address}";
        await using var receiver = await Service.ReceiverAsync(variables);

        await SendAsync(receiver, 100);

        await Eventually.TrueAsync(
            () => collector.Metrics.Any(point => point.Name == "app.telemetry.dropped" && point.Attributes["app.telemetry.signal"] == signal && point.Value >= 80),
            $"dropped {signal}");
    }

    private static Dictionary<string, string?> Exporting(string endpoint, string protocol) => new()
    {
        ["TENANT_ID"] = "tenant1",
        ["STATE_STORE"] = "none",
        ["PROCESSING_TIME_MS"] = "0",
        ["OTEL_SDK_DISABLED"] = "false",
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
    };

    private static Task SendAsync(Service receiver, int count) => Parallel.ForEachAsync(
        Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (_, _) => Assert.Equal(HttpStatusCode.OK, (await receiver.PostAsync("/process", Body)).Status));
}
