using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using DemoApp.Otlp;
using DemoApp.TestSupport;
using Google.Protobuf;

namespace DemoApp.TenantPage.Tests.Ingest;

/// <summary>What comes is forwarded as it came, fairly, and without anybody waiting for it.</summary>
public sealed class ForwardTests : IAsyncLifetime
{
    private OtlpReceiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    public async Task Protobuf_IsForwardedByteForByte(string? encoding)
    {
        await using var viewer = await StartAsync();
        using var client = new OtlpGrpcClient(viewer.Grpc);
        var headers = encoding is null ? [] : new Grpc.Core.Metadata { { "grpc-internal-encoding-request", encoding } };
        var resource = Telemetry.Resource("tenant1", "shop");
        var log = Telemetry.Log("hello");
        // A field that this repository does not know goes along.
        byte[] unknown = [0xfa, 0x3f, 0x03, 1, 2, 3];
        List<byte[]> sent =
        [
            Telemetry.Traces(resource, Telemetry.Span(), Telemetry.Span()).ToByteArray(),
            Telemetry.Logs(resource, log).ToByteArray(),
            Telemetry.Metrics(resource, Telemetry.Counter("orders", 1, 1, 2)).ToByteArray(),
            new ExportTraceServiceRequest
            {
                ResourceSpans = { ResourceSpans.Parser.ParseFrom([.. Telemetry.Traces(resource, Telemetry.Span()).ResourceSpans[0].ToByteArray(), .. unknown]) },
            }.ToByteArray(),
        ];
        string[] services = ["trace.v1.TraceService", "logs.v1.LogsService", "metrics.v1.MetricsService", "trace.v1.TraceService"];
        for (var i = 0; i < sent.Count; i++)
        {
            await client.CallAsync(services[i], sent[i], headers);
            await Eventually.TrueAsync(() => _receiver.Received.Requests.Count == i + 1, $"export {i} is forwarded");
        }

        Assert.Equal(sent, _receiver.Received.Requests.Select(request => request.Message));
        Assert.All(_receiver.Received.Requests, request => Assert.True(request.IsGrpc));
        var forward = await ForwardAsync(viewer);
        Assert.Equal(
            ("ok", """{"spans":3,"points":1,"logs":1,"total":5}""", 0),
            (forward["state"]!.GetValue<string>(), forward["sent"]!.ToJsonString(), forward["dropped"]!["total"]!.GetValue<int>()));
    }

    /// <summary>Numbers of 64 bits as numbers and as strings, ids, enumerations, bytes and special values of floating point.</summary>
    [Fact]
    public async Task Json_IsForwardedWithItsExactValues()
    {
        await using var viewer = await StartAsync();
        const string body = """
            {"resourceSpans":[{"resource":{"attributes":[{"key":"tenant.id","value":{"stringValue":"tenant1"}}],"droppedAttributesCount":2},"schemaUrl":"https://s",
              "scopeSpans":[{"scope":{"name":"lib","version":"1"},"spans":[{"traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"eee19b7ec3c1b174","traceState":"a=b",
                "name":"json \u00e9 \ud83d\ude00","kind":"SPAN_KIND_SERVER","startTimeUnixNano":1796079935123456789,"endTimeUnixNano":"1796079935123456889","flags":257,
                "futureMember":{"a":[1]},"droppedEventsCount":3,
                "attributes":[{"key":"max","value":{"intValue":9223372036854775807}},{"key":"min","value":{"intValue":"-9223372036854775808"}},
                  {"key":"odd","value":{"intValue":9007199254740993}},{"key":"nan","value":{"doubleValue":"NaN"}},{"key":"inf","value":{"doubleValue":"-Infinity"}},
                  {"key":"bytes","value":{"bytesValue":"aGVsbG8="}},{"key":"none","value":{}},{"key":"null","value":null},
                  {"key":"list","value":{"arrayValue":{"values":[{"stringValue":"x"},{"boolValue":true},{"kvlistValue":{"values":[{"key":"k","value":{"intValue":1}}]}}]}}}],
                "status":{"code":2,"message":"bad"}}]}]}]}
            """;
        using var answer = await viewer.ExportAsync("traces", Encoding.UTF8.GetBytes(body), "application/json");
        const string metrics = """
            {"resourceMetrics":[{"scopeMetrics":[{"metrics":[
              {"name":"s","metadata":[{"key":"a","value":{"stringValue":"b"}}],"sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[
                {"timeUnixNano":1796079935123456789,"asInt":9223372036854775807,"flags":1}]}},
              {"name":"h","histogram":{"aggregationTemporality":"AGGREGATION_TEMPORALITY_DELTA","dataPoints":[{"count":18446744073709551615,"sum":1.5,
                "bucketCounts":["18446744073709551615",0],"explicitBounds":[0.1],"exemplars":[{"asInt":"-1","traceId":"5b8efff798038103d269b633813fc60c"}]}]}},
              {"name":"e","exponentialHistogram":{"dataPoints":[{"scale":-3,"zeroThreshold":0.5,"positive":{"offset":-2,"bucketCounts":[1,"2"]}}]}}]}]}]}
            """;
        using var second = await viewer.ExportAsync("metrics", Encoding.UTF8.GetBytes(metrics), "application/json");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (answer.StatusCode, second.StatusCode));
        await Eventually.TrueAsync(() => _receiver.Received.Requests.Count == 2, "both are forwarded");
        var resource = ExportTraceServiceRequest.Parser.ParseFrom(Message("traces")).ResourceSpans.Single();
        var span = resource.ScopeSpans.Single().Spans.Single();
        Assert.Equal((2u, "https://s", "a=b", 257u, 3u), (resource.Resource.DroppedAttributesCount, resource.SchemaUrl, span.TraceState, span.Flags, span.DroppedEventsCount));
        Assert.Equal(("5b8efff798038103d269b633813fc60c", "eee19b7ec3c1b174"), (Telemetry.Hex(span.TraceId), Telemetry.Hex(span.SpanId)));
        Assert.Equal(("json é 😀", Span.Types.SpanKind.Server), (span.Name, span.Kind));
        Assert.Equal((1796079935123456789UL, 1796079935123456889UL), (span.StartTimeUnixNano, span.EndTimeUnixNano));
        var values = span.Attributes.ToDictionary(attribute => attribute.Key, attribute => attribute.Value);
        Assert.Equal((long.MaxValue, long.MinValue, 9007199254740993), (values["max"].IntValue, values["min"].IntValue, values["odd"].IntValue));
        Assert.Equal((double.NaN, double.NegativeInfinity, "hello"), (values["nan"].DoubleValue, values["inf"].DoubleValue, values["bytes"].BytesValue.ToStringUtf8()));
        Assert.Equal(1, values["list"].ArrayValue.Values[2].KvlistValue.Values[0].Value.IntValue);
        Assert.Equal((Status.Types.StatusCode.Error, "bad"), (span.Status.Code, span.Status.Message));
        var sent = ExportMetricsServiceRequest.Parser.ParseFrom(Message("metrics")).ResourceMetrics[0].ScopeMetrics[0].Metrics;
        Assert.Equal((long.MaxValue, 1u, "b"), (sent[0].Sum.DataPoints[0].AsInt, sent[0].Sum.DataPoints[0].Flags, sent[0].Metadata[0].Value.StringValue));
        var point = sent[1].Histogram.DataPoints[0];
        Assert.Equal((ulong.MaxValue, 1.5, AggregationTemporality.Delta, -1L), (point.Count, point.Sum, sent[1].Histogram.AggregationTemporality, point.Exemplars[0].AsInt));
        Assert.Equal([ulong.MaxValue, 0], point.BucketCounts);
        var exponential = sent[2].ExponentialHistogram.DataPoints[0];
        Assert.Equal((-3, -2, 0.5), (exponential.Scale, exponential.Positive.Offset, exponential.ZeroThreshold));
        Assert.Equal([1UL, 2UL], exponential.Positive.BucketCounts);

        byte[] Message(string signal) => _receiver.Received.Requests.Single(request => request.Signal == signal).Message;
    }

    [Fact]
    public async Task RejectedItems_AreLeftOutAndTheRestIsForwarded()
    {
        await using var viewer = await StartAsync();
        using var client = new OtlpGrpcClient(viewer.Grpc);
        var resource = Telemetry.Resource("tenant1", "shop", ("host.name", "here"));
        var request = Telemetry.Traces(resource, Telemetry.Span("first"), Telemetry.Span("bad", ByteString.CopyFrom([1])), Telemetry.Span("last"));
        request.ResourceSpans[0].ScopeSpans.Add(Telemetry.Traces(resource, Telemetry.Span("also bad", ByteString.CopyFrom([1]))).ResourceSpans[0].ScopeSpans);
        var odd = new HistogramDataPoint { BucketCounts = { 1, 1 } };
        await client.ExportAsync(request);
        await client.ExportAsync(Telemetry.Metrics(
            resource, new Metric { Name = "odd", Histogram = new Histogram { DataPoints = { odd } } }, Telemetry.Counter("good", 1, 1, 2)));

        await Eventually.TrueAsync(() => _receiver.Received.Requests.Count == 2, "both are forwarded");
        Assert.Equal(["first", "last"], _receiver.Spans.Select(span => span.Name));
        Assert.All(_receiver.Spans, span => Assert.Equal(("here", "test"), (span.Resource["host.name"], span.Scope)));
        Assert.Equal(["good"], _receiver.Metrics.Select(point => point.Name));
    }

    [Fact]
    public async Task Flood_IsSampledInWholeTracesWithTheirLogsAndTakesNothingFromOthers()
    {
        // A burst of 40 seconds' worth: 200 traces of tenant1, and what comes in the time that the test takes.
        const int Flood = 3_000;
        await using var viewer = await StartAsync("--forward-traces-per-second", "5");
        using var client = new OtlpGrpcClient(viewer.Grpc);
        var traces = Enumerable.Range(0, Flood).Select(_ => Telemetry.NewTraceId()).ToList();
        foreach (var service in (string[])["sender", "receiver"])
        {
            foreach (var batch in traces.Chunk(100))
            {
                await client.ExportAsync(Telemetry.Traces(
                    Telemetry.Resource("tenant1", service), batch.SelectMany(trace => new[] { Telemetry.Span("a", trace), Telemetry.Span("b", trace) })));
                await client.ExportAsync(Telemetry.Logs(Telemetry.Resource("tenant1", service), batch.Select(trace => Log(trace))));
            }
        }

        var quiet = Enumerable.Range(0, 100).Select(_ => Telemetry.Span()).ToList();
        await client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant2", "sender"), quiet));

        var sampled = (await viewer.TenantAsync("tenant1"))["sampledTraces"]!.GetValue<int>();
        await Eventually.TrueAsync(
            () => (_receiver.Spans.Count, _receiver.Logs.Count) == ((4 * (Flood - sampled)) + 100, 2 * (Flood - sampled)), "all that is kept is forwarded");
        Assert.Equal(100, _receiver.Spans.Count(IsOf("tenant2")));
        var flooded = _receiver.Spans.Where(IsOf("tenant1")).ToLookup(span => span.TraceId);
        Assert.InRange(flooded.Count, 200, 1_000);
        Assert.All(flooded, trace => Assert.Equal(4, trace.Count()));
        Assert.Equal(
            flooded.Select(trace => trace.Key).SelectMany(id => new[] { id, id }).Order(StringComparer.Ordinal),
            _receiver.Logs.Select(log => log.TraceId).Order(StringComparer.Ordinal));
        Assert.Equal(Flood - flooded.Count, sampled);
        Assert.Equal(0, (await viewer.TenantAsync("tenant2"))["sampledTraces"]!.GetValue<int>());
        // Counted they are all the same.
        Assert.Equal(2 * Flood, (await viewer.RowAsync("tenant1", "sender"))!["requests"]!.GetValue<int>());
        var gone = traces.Select(Telemetry.Hex).First(id => !flooded.Contains(id));
        Assert.Equal((true, false), await KnownAsync(viewer, gone));
        Assert.Equal((true, true), await KnownAsync(viewer, flooded.First().Key));
    }

    [Fact]
    public async Task ReceiverThatIsDown_HoldsNobodyUpAndLosesTheOldestOfWhoSendsMost()
    {
        _receiver.Answer = CollectorAnswer.Refuse;
        await using var viewer = await StartAsync("--forward-megabytes", "1");
        using var client = new OtlpGrpcClient(viewer.Grpc);
        await client.ExportAsync(Telemetry.Metrics(Telemetry.Resource("tenant2", "shop"), Telemetry.Counter("quiet", 1, 1, 2)));
        for (var i = 0; i < 100; i++)
        {
            await client.ExportAsync(Telemetry.Metrics(Telemetry.Resource("tenant1", "shop", ("large", new string('x', 50_000))), Telemetry.Counter($"{i}", 1, 1, 2)));
        }

        await Eventually.TrueAsync(async () => (await ForwardAsync(viewer))["state"]!.GetValue<string>() == "failing", "forwarding fails");
        Assert.InRange((await ForwardAsync(viewer))["queuedBytes"]!.GetValue<int>(), 500_000, 1 << 20);
        Assert.InRange((await viewer.TenantAsync("tenant1"))["dropped"]!["points"]!.GetValue<int>(), 70, 85);
        _receiver.Answer = CollectorAnswer.Accept;

        await Eventually.TrueAsync(() => _receiver.Metrics.Any(point => point.Name == "quiet") && _receiver.Metrics.Any(point => point.Name == "99"), "the rest is sent");
        Assert.Equal(0, (await viewer.TenantAsync("tenant2"))["dropped"]!["total"]!.GetValue<int>());
        await Eventually.TrueAsync(async () => (await ForwardAsync(viewer))["state"]!.GetValue<string>() == "ok", "forwarding is well again");
    }

    [Fact]
    public async Task ReceiverThatStartsLater_GetsWhatCameBefore()
    {
        var port = FreePort.Next();
        await using var viewer = await ViewerProcess.StartAsync("--forward", $"http://localhost:{port}");
        using var client = new OtlpGrpcClient(viewer.Grpc);
        await client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), Telemetry.Span("early")));
        await Eventually.TrueAsync(async () => (await ForwardAsync(viewer))["state"]!.GetValue<string>() == "failing", "forwarding fails");
        await using var late = await OtlpReceiver.StartAsync(port);

        await Eventually.TrueAsync(() => late.Spans.Any(span => span.Name == "early"), "the span is forwarded", TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task WhatIsRefusedForGood_IsCountedAsDroppedWithTheReason()
    {
        _receiver.Answer = CollectorAnswer.RefuseForGood;
        await using var viewer = await StartAsync();
        using var client = new OtlpGrpcClient(viewer.Grpc);
        var span = Telemetry.Span();
        await client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), span));
        await Eventually.TrueAsync(async () => (await ForwardAsync(viewer))["dropped"]!["spans"]!.GetValue<int>() == 1, "it is dropped");

        Assert.Contains("InvalidArgument", (await ForwardAsync(viewer))["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal((true, false), await KnownAsync(viewer, Telemetry.Hex(span.TraceId)));
        _receiver.Answer = CollectorAnswer.Accept;
        _receiver.RejectPerRequest = 1;
        await client.ExportAsync(Telemetry.Metrics(Telemetry.Resource("tenant1", "shop"), Telemetry.Counter("a", 1, 1, 2), Telemetry.Counter("b", 1, 1, 2)));
        await Eventually.TrueAsync(async () => (await ForwardAsync(viewer))["dropped"]!["points"]!.GetValue<int>() == 1, "a rejected point counts as dropped");
        Assert.Equal(1, (await ForwardAsync(viewer))["sent"]!["points"]!.GetValue<int>());
    }

    [Fact]
    public async Task LargeResource_IsForwardedInPieces()
    {
        await using var viewer = await StartAsync();
        using var client = new OtlpGrpcClient(viewer.Grpc);
        var trace = Telemetry.NewTraceId();
        var spans = Enumerable.Range(0, 80).Select(n =>
        {
            var span = Telemetry.Span($"{n}", trace);
            span.Attributes.Add(Telemetry.Attribute("large", new string('x', 100_000)));
            return span;
        });
        await client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), spans));

        await Eventually.TrueAsync(() => _receiver.Spans.Count == 80, "all spans are forwarded");
        Assert.Equal(Enumerable.Range(0, 80).Select(n => $"{n}"), _receiver.Spans.Select(span => span.Name));
        Assert.All(_receiver.Received.Requests, request => Assert.InRange(request.Message.Length, 0, 4 << 20));
    }

    [Fact]
    public async Task End_SendsWhatWaits()
    {
        _receiver.Answer = CollectorAnswer.Refuse;
        await using var viewer = await StartAsync();
        using var client = new OtlpGrpcClient(viewer.Grpc);
        await client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), Telemetry.Span()));
        await client.ExportAsync(Telemetry.Logs(Telemetry.Resource("tenant1", "shop"), Telemetry.Log("last words")));
        await Eventually.TrueAsync(() => _receiver.Refused.Requests.Count > 0, "the first attempt was refused");
        _receiver.Answer = CollectorAnswer.Accept;
        viewer.Process.Signal(ChildProcess.SigTerm);

        Assert.Equal(0, await viewer.Process.ExitCodeAsync(20));
        Assert.Equal((1, 1), (_receiver.Spans.Count, _receiver.Logs.Count));
    }

    [Fact]
    public async Task EndWithoutAReceiver_TakesNoLongerThanAFewSeconds()
    {
        _receiver.Answer = CollectorAnswer.Stall;
        await using var viewer = await StartAsync();
        using var client = new OtlpGrpcClient(viewer.Grpc);
        await client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), Telemetry.Span()));
        viewer.Process.Signal(ChildProcess.SigTerm);

        Assert.Equal(0, await viewer.Process.ExitCodeAsync(8));
    }

    private Task<ViewerProcess> StartAsync(params IEnumerable<string> more) => ViewerProcess.StartAsync(
        new Dictionary<string, string?> { ["HTTP_PROXY"] = "http://127.0.0.1:9", ["http_proxy"] = "http://127.0.0.1:9", ["ALL_PROXY"] = "http://127.0.0.1:9" },
        ["--forward", $"http://{_receiver.Address}", .. more]);

    private static Func<ReceivedSpan, bool> IsOf(string tenant) => span => span.Resource["tenant.id"] == tenant;

    private static LogRecord Log(ByteString trace)
    {
        var log = Telemetry.Log("in a trace");
        log.TraceId = trace;
        return log;
    }

    private static async Task<JsonNode> ForwardAsync(ViewerProcess viewer) => (await viewer.GetAsync("/api/overview"))["forward"]!;

    private static async Task<(bool Known, bool Forwarded)> KnownAsync(ViewerProcess viewer, string traceId)
    {
        var trace = await viewer.GetAsync($"/api/traces/{traceId}");
        return (trace["known"]!.GetValue<bool>(), trace["forwarded"]!.GetValue<bool>());
    }
}
