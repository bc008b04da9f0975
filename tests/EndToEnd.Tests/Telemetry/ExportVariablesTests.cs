using System.Net;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests.Telemetry;

/// <summary>Variables of OpenTelemetry that a collector or a console can see the effect of.</summary>
public sealed class ExportVariablesTests
{
    [Theory]
    [InlineData("grpc", "grpc-encoding")]
    [InlineData("http/protobuf", "content-encoding")]
    public async Task Compression_Gzip_CompressesAllThreeSignals(string protocol, string header)
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var receiver = await StartReceiverAsync(collector, protocol, ("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip"));

        await receiver.PostAsync("/process", "{}");
        await receiver.StopAsync();

        Assert.Equal(["logs", "metrics", "traces"], collector.Received.Requests.Select(request => request.Signal).Distinct().Order());
        Assert.All(collector.Received.Requests, request => Assert.Equal("gzip", request.Headers[header]));
        Assert.Single(collector.Spans, span => span.Name == "POST /process");
        Assert.Single(collector.Logs, log => log.EventName == "request.completed");
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task Headers_EncodedAndTwice_AreTheSameOnAllThreeSignals(string protocol)
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var receiver = await StartReceiverAsync(collector, protocol, ("OTEL_EXPORTER_OTLP_HEADERS", "x-a=old,x-b=1%2Cx-injected%3D2,X-A=1%2C2,user-agent=mine"));

        await receiver.PostAsync("/process", "{}");
        await receiver.StopAsync();

        Assert.Equal(["logs", "metrics", "traces"], collector.Received.Requests.Select(request => request.Signal).Distinct().Order());
        Assert.All(collector.Received.Requests, request =>
        {
            Assert.Equal(("1,2", "1,x-injected=2", "mine"), (request.Headers["x-a"], request.Headers["x-b"], request.Headers["user-agent"]));
            Assert.DoesNotContain("x-injected", request.Headers.Keys);
        });
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task Exports_OfTheServiceItself_AreNoRequestsInItsMetricsOrTraces(string protocol)
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var receiver = await StartReceiverAsync(collector, protocol);

        // Without Dapr the Receiver calls nobody: only its exports could be client requests.
        await receiver.PostAsync("/process", "{}");
        await Eventually.TrueAsync(() => collector.Metrics.Any(point => point.Name == "http.server.request.duration"), "the metrics of the request");
        await Eventually.TrueAsync(() => collector.Spans.Any(span => span.Name == "POST /process"), "the span of the request");
        await receiver.StopAsync();

        Assert.DoesNotContain(collector.Metrics, point => point.Name.StartsWith("http.client.", StringComparison.Ordinal));
        Assert.DoesNotContain(collector.Spans, span => span.Scope == "System.Net.Http");
        Assert.All(collector.Received.Requests, request => Assert.DoesNotContain("traceparent", request.Headers.Keys));
    }

    [Fact]
    public async Task Exporter_Console_PrintsSpansAndMetricsAndSendsNone()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var receiver = await StartReceiverAsync(collector, "grpc",
            ("OTEL_TRACES_EXPORTER", "console"), ("OTEL_METRICS_EXPORTER", "console"), ("OTEL_LOGS_EXPORTER", "console"));

        await receiver.PostAsync("/process", "{}");
        await receiver.StopAsync();

        Assert.Contains(receiver.Process.Lines, line => line.StartsWith("Activity.DisplayName:", StringComparison.Ordinal) && line.EndsWith(" POST /process", StringComparison.Ordinal));
        Assert.Contains(receiver.Process.Lines, line => line.Contains("Metric Name: http.server.request.duration", StringComparison.Ordinal));
        Assert.Contains(receiver.Process.Lines, line => line.Contains("request.completed", StringComparison.Ordinal));
        Assert.Empty(collector.Received.Requests);
    }

    [Fact]
    public async Task Exporter_OtlpAndConsole_DoesBoth()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var receiver = await StartReceiverAsync(collector, "grpc", ("OTEL_TRACES_EXPORTER", "otlp,console"));

        await receiver.PostAsync("/process", "{}");
        await receiver.StopAsync();

        Assert.Contains(receiver.Process.Lines, line => line.StartsWith("Activity.DisplayName:", StringComparison.Ordinal));
        Assert.Single(collector.Spans, span => span.Name == "POST /process");
    }

    [Fact]
    public async Task ExceptionSignal_LogsDup_MakesEventsBesideTheLogRecords()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        Dictionary<string, string?> option = new() { ["OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN"] = "logs/dup", ["FAULTS_API"] = "true" };
        await using var pair = await CollectedPair.StartAsync(collector, option, option);
        using var fault = new StringContent("""{"database_failure_rate":1}""", null, "application/json");
        Assert.Equal(HttpStatusCode.OK, (await pair.Receiver.SendAsync(HttpMethod.Put, "/faults", fault)).Status);

        await pair.Sender.PostAsync("/send", "{}");
        await pair.Receiver.StopAsync();
        await pair.Sender.PostAsync("/send", "{}");
        await pair.Sender.StopAsync();

        foreach (var (span, log) in (ReadOnlySpan<(string, string)>)[("database_query", "db.client.operation.exception"), ("call_receiver", "receiver.failed")])
        {
            var failed = Assert.Single(collector.Spans, one => one.Name == span && one.Events.Count > 0);
            Assert.Contains(collector.Logs, one => one.EventName == log && one.SpanId == failed.SpanId && one.Attributes.ContainsKey("exception.stacktrace"));
        }
    }

    private static Task<Service> StartReceiverAsync(OtlpReceiver collector, string protocol, params (string Name, string Value)[] more)
    {
        var variables = CollectedPair.Variables(collector);
        variables["STATE_STORE"] = "none";
        variables["PROCESSING_TIME_MS"] = "0";
        variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol;
        variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Endpoint(protocol);
        foreach (var (name, value) in more)
        {
            variables[name] = value;
        }

        return Service.ReceiverAsync(variables);
    }
}
