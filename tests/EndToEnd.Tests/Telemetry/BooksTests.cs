using System.Text.Json.Nodes;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests.Telemetry;

/// <summary>The books balance: what the callers counted is what spans, metrics and logs say, or what was counted as dropped.</summary>
public sealed class BooksTests
{
    private const int Requests = 2_400;

    private static readonly string[] Services = ["sender-service", "receiver-service"];

    [Theory]
    [InlineData("grpc", 0)]
    [InlineData("http/protobuf", 0)]
    [InlineData("grpc", 100)]
    public async Task Requests_OfEveryKind_AreOnceInEachSignalHoweverSlowTheCollector(string protocol, int delayMs)
    {
        await using var collector = await OtlpReceiver.StartAsync();
        collector.Delay = TimeSpan.FromMilliseconds(delayMs);
        await using var books = await Books.StartAsync(collector, collector, protocol);

        await books.Callers.SendAsync(Requests);
        await books.StopAsync();

        var outcomes = books.Callers.Outcomes;
        Assert.Equal(Requests, outcomes.Count);
        Assert.Equal(Callers.Kinds, outcomes.Values.Distinct().Order(StringComparer.Ordinal));

        // Each request by itself, found by the trace that its caller brought.
        Assert.Equal(Sorted(outcomes), Sorted(collector.Spans.Where(span => span.Name == "POST /send")
            .Select(span => KeyValuePair.Create(span.TraceId, Outcome(span.Attributes["http.response.status_code"])))));
        Assert.Equal(Sorted(outcomes), Sorted(RequestLogs(collector.Logs, "sender-service")
            .Select(log => KeyValuePair.Create(log.TraceId, log.EventName == "request.cancelled" ? Callers.GivenUp : log.Attributes["StatusCode"]))));

        // All of them together, where a metric has no more to tell one from the other than its status.
        foreach (var metric in (string[])["http.server.request.duration", "http.server.request.body.size", "http.server.response.body.size"])
        {
            Assert.Equal(
                outcomes.Values.CountBy(outcome => outcome).OrderBy(pair => pair.Key, StringComparer.Ordinal),
                collector.Last("sender-service", metric).Where(point => point.Attributes.GetValueOrDefault("http.route") == "/send")
                    .GroupBy(point => Outcome(point.Attributes["http.response.status_code"]), point => (int)point.Value)
                    .Select(group => KeyValuePair.Create(group.Key, group.Sum())).OrderBy(pair => pair.Key, StringComparer.Ordinal));
        }

        Assert.Equal(0, collector.Last("sender-service", "http.server.active_requests").Sum(point => point.Value));
        Assert.Equal(books.Callers.Count("403"), collector.Last("sender-service", "app.tenant.refused").Sum(point => point.Value));
        Assert.Equal(books.Callers.Count("500"), collector.Last("sender-service", "app.faults.injected").Sum(point => point.Value));
        Assert.DoesNotContain(collector.Metrics, point => point.Name == "app.telemetry.dropped");

        // The Receiver's books: what the gate let through.
        Assert.Equal(books.Gate.Passed, books.Callers.Count("200") + books.Callers.Count("502"));
        Assert.Equal(books.Gate.Passed, collector.Spans.Count(span => span.Name == "POST /process"));
        Assert.Equal(books.Gate.Passed, RequestLogs(collector.Logs, "receiver-service").Count());
        Assert.Equal(books.Gate.Passed, collector.Last("receiver-service", "http.server.request.duration").Sum(point => point.Value));
        Assert.Equal(
            [("processed", books.Callers.Count("200")), ("simulated_error", books.Callers.Count("502"))],
            collector.Last("receiver-service", "app.requests.processed").Select(point => (point.Attributes["app.outcome"], (int)point.Value)).Order());
    }

    [Theory]
    [InlineData("grpc", CollectorAnswer.Refuse)]
    [InlineData("grpc", CollectorAnswer.RefuseForGood)]
    [InlineData("grpc", CollectorAnswer.Garbage)]
    [InlineData("http/protobuf", CollectorAnswer.Refuse)]
    [InlineData("http/protobuf", CollectorAnswer.RefuseForGood)]
    [InlineData("http/protobuf", CollectorAnswer.Garbage)]
    public async Task CollectorRefusesForAWhile_WhatIsMissing_IsWhatWasCountedAsDropped(string protocol, CollectorAnswer answer)
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var metrics = await OtlpReceiver.StartAsync();
        await using var books = await Books.StartAsync(collector, metrics, protocol);

        await books.Callers.SendAsync(Requests / 3);
        collector.Answer = metrics.Answer = answer;
        await books.Callers.SendAsync(Requests / 3);
        await Eventually.TrueAsync(
            () => Services.All(service => collector.Refused.Spans.Any(span => span.ServiceName == service)
                && collector.Refused.Logs.Any(log => log.ServiceName == service) && metrics.Refused.Metrics.Any(point => point.ServiceName == service)),
            "refused exports of each signal of both services");
        collector.Answer = metrics.Answer = CollectorAnswer.Accept;
        await books.Callers.SendAsync(Requests / 3);
        await books.ExportsOfAsync("work again", "traces", "metrics", "logs");
        await books.StopAsync();

        Assert.Equal(Callers.Kinds, books.Callers.Outcomes.Values.Distinct().Order(StringComparer.Ordinal));
        foreach (var (service, process, spans) in books.SpansMade())
        {
            Assert.Equal(spans, collector.Spans.Count(span => span.ServiceName == service) + Dropped(metrics, service, "traces"));
            Assert.Equal(Records(process), collector.Logs.Count(log => log.ServiceName == service) + Dropped(metrics, service, "logs"));
            Assert.Equal(metrics.Refused.Metrics.Count(point => point.ServiceName == service), Dropped(metrics, service, "metrics"));
            Assert.True(Dropped(metrics, service, "traces") > 0);
            Assert.True(answer != CollectorAnswer.RefuseForGood || Dropped(metrics, service, "logs") > 0);
            Assert.True(answer != CollectorAnswer.Refuse || Dropped(metrics, service, "logs") == 0);
            Assert.Equal(["logs", "metrics", "traces"], process.Lines.Where(line => line.Contains("telemetry.export.failing", StringComparison.Ordinal))
                .Select(line => JsonNode.Parse(line)!["Signal"]!.GetValue<string>()).Order());
        }
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task CollectorTakesAPartOfEachExport_WhatIsMissing_IsWhatWasCountedAsDropped(string protocol)
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var metrics = await OtlpReceiver.StartAsync();
        await using var books = await Books.StartAsync(collector, metrics, protocol);
        collector.RejectPerRequest = metrics.RejectPerRequest = 2;

        await books.Callers.SendAsync(Requests / 3);
        await Eventually.TrueAsync(
            () => Services.All(service => metrics.Refused.Metrics.Any(point => point.ServiceName == service)), "rejected points of both services");
        metrics.RejectPerRequest = 0;
        await Eventually.TrueAsync(
            () => books.SpansMade().All(made => Of(collector.Spans, made.Service) + Of(collector.Refused.Spans, made.Service) == made.Spans),
            "all spans, taken or not");
        collector.RejectPerRequest = 0;
        await books.StopAsync();

        foreach (var (service, process, spans) in books.SpansMade())
        {
            Assert.Equal(spans - Of(collector.Spans, service), Dropped(metrics, service, "traces"));
            Assert.Equal(Records(process) - collector.Logs.Count(log => log.ServiceName == service), Dropped(metrics, service, "logs"));
            Assert.Equal(metrics.Refused.Metrics.Count(point => point.ServiceName == service), Dropped(metrics, service, "metrics"));
            Assert.True(Dropped(metrics, service, "traces") > 0 && Dropped(metrics, service, "logs") > 0 && Dropped(metrics, service, "metrics") > 0);
        }

        static int Of(IEnumerable<ReceivedSpan> spans, string service) => spans.Count(span => span.ServiceName == service);
    }

    [Fact]
    public async Task CollectorKilledMidExport_WhatIsMissing_IsNeverMoreThanWasCountedAsDropped()
    {
        var file = Path.GetTempFileName();
        var port = FreePort.Next();
        await using var metrics = await OtlpReceiver.StartAsync();
        await using var killed = await StartCollectorAsync(port, file);
        await using var books = await Books.StartAsync(port, metrics);

        await books.Callers.SendAsync(Requests / 3);
        var load = books.Callers.SendAsync(Requests / 3);
        var length = new FileInfo(file).Length;
        await Eventually.TrueAsync(() => new FileInfo(file).Length > length, "an export that is not answered yet");
        killed.Signal(ChildProcess.SigKill);
        await load;
        await books.ExportsOfAsync("fail", "traces", "logs");

        await using var successor = await StartCollectorAsync(port, file);
        await books.Callers.SendAsync(Requests / 3);
        await books.ExportsOfAsync("work again", "traces", "logs");
        await books.StopAsync();

        var received = new OtlpJournal(file).Read();
        foreach (var (service, process, made) in books.SpansMade())
        {
            var spans = received.Spans.Where(span => span.ServiceName == service).Select(span => span.SpanId).ToList();
            // A record that was sent again because nobody acknowledged it may be there twice.
            var logs = received.Logs.Where(log => log.ServiceName == service).Distinct(SameRecord.Instance).Count();
            Assert.Equal(spans.Count, spans.Distinct().Count());
            Assert.True(Dropped(metrics, service, "traces") > 0);
            Assert.InRange(spans.Count, made - Dropped(metrics, service, "traces"), made);
            Assert.InRange(logs, Records(process) - Dropped(metrics, service, "logs"), Records(process));
        }

        File.Delete(file);
    }

    private static async Task<ChildProcess> StartCollectorAsync(int port, string file)
    {
        var process = ChildProcess.Start(Repository.Executable("TEST_COLLECTOR", "tests/TestCollector"), [$"{port}", file]);
        await process.LineAsync("Ready");
        return process;
    }

    // 499 is what .NET notes for a caller who has gone; nobody gets it.
    private static string Outcome(string status) => status == "499" ? Callers.GivenUp : status;

    private static IEnumerable<ReceivedLog> RequestLogs(IEnumerable<ReceivedLog> logs, string service) =>
        logs.Where(log => log.ServiceName == service && log.EventName is "request.completed" or "request.cancelled");

    // Every record goes to the console too, a line each.
    private static int Records(ChildProcess process) => process.Lines.Count(line => line.StartsWith("{\"@t\":", StringComparison.Ordinal));

    private static int Dropped(OtlpReceiver metrics, string service, string signal) => (int)metrics.Last(service, "app.telemetry.dropped")
        .Where(point => point.Attributes["app.telemetry.signal"] == signal).Sum(point => point.Value);

    private static IEnumerable<string> Sorted(IEnumerable<KeyValuePair<string, string>> outcomes) =>
        outcomes.Select(pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal);

    private sealed class SameRecord : IEqualityComparer<ReceivedLog>
    {
        public static readonly SameRecord Instance = new();

        public bool Equals(ReceivedLog? x, ReceivedLog? y) => (x?.TraceId, x?.UnixNano, x?.Body) == (y?.TraceId, y?.UnixNano, y?.Body);

        public int GetHashCode(ReceivedLog obj) => HashCode.Combine(obj.TraceId, obj.UnixNano, obj.Body);
    }
}
