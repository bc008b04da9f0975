using System.Globalization;
using DemoApp.Otlp;
using Grpc.Core;

namespace DemoApp.TenantPage.Tests.Ingest;

/// <summary>The receiver of OTLP over gRPC.</summary>
public sealed class OtlpGrpcTests : ViewerTest
{
    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    public async Task Export_AllThreeSignals_ArriveWithEverythingInThem(string? encoding)
    {
        var headers = new Metadata();
        if (encoding is not null)
        {
            headers.Add("grpc-internal-encoding-request", encoding);
        }

        var resource = Telemetry.Resource("tenant1", "shop", ("host.name", "here"));
        var parent = Telemetry.Span("POST /order", milliseconds: 50);
        var child = Telemetry.Span("pay", parent.TraceId, parent.SpanId, milliseconds: 20);
        child.Kind = Span.Types.SpanKind.Client;
        child.Status = new Otlp.Status { Code = Otlp.Status.Types.StatusCode.Error, Message = "no money" };
        child.Attributes.Add(Telemetry.Attribute("amount", 42));
        child.Events.Add(new Span.Types.Event { Name = "refused", TimeUnixNano = child.EndTimeUnixNano, Attributes = { Telemetry.Attribute("by", "bank") } });
        child.Links.Add(new Span.Types.Link { TraceId = Telemetry.NewTraceId(), SpanId = Telemetry.NewSpanId() });
        var log = Telemetry.Log("payment refused", SeverityNumber.Warn);
        (log.TraceId, log.SpanId, log.EventName) = (child.TraceId, child.SpanId, "payment.refused");
        var (traceId, childId, linked) = (Telemetry.Hex(parent.TraceId), Telemetry.Hex(child.SpanId), Telemetry.Hex(child.Links[0].TraceId));

        Assert.Null((await Client.ExportAsync(Telemetry.Traces(resource, parent, child), headers)).PartialSuccess);
        Assert.Null((await Client.ExportAsync(Telemetry.Logs(resource, log), headers)).PartialSuccess);
        Assert.Null((await Client.ExportAsync(Telemetry.Metrics(resource, Telemetry.Counter("orders", 3, Telemetry.Now - 1_000_000_000, Telemetry.Now)), headers)).PartialSuccess);

        var trace = await Viewer.GetAsync($"/api/traces/{traceId}");
        Assert.Equal("tenant1", trace["tenant"]!.GetValue<string>());
        Assert.Equal("POST /order", trace["name"]!.GetValue<string>());
        Assert.Equal(1, trace["errorCount"]!.GetValue<int>());
        var span = trace["spans"]![1]!;
        Assert.Equal(
            (childId, 1, "client", "error", "no money"),
            (span["spanId"]!.GetValue<string>(), span["depth"]!.GetValue<int>(), span["kind"]!.GetValue<string>(), span["status"]!.GetValue<string>(), span["statusMessage"]!.GetValue<string>()));
        Assert.Equal("""[{"key":"amount","value":"42"}]""", span["attributes"]!.ToJsonString());
        Assert.Equal("refused", span["events"]![0]!["name"]!.GetValue<string>());
        Assert.Equal(linked, span["links"]![0]!["traceId"]!.GetValue<string>());
        Assert.Contains("host.name", span["resource"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(("payment refused", 13, "payment.refused"), (
            span["logs"]![0]!["body"]!.GetValue<string>(), span["logs"]![0]!["severity"]!.GetValue<int>(), span["logs"]![0]!["eventName"]!.GetValue<string>()));
        Assert.Equal("orders", (await Viewer.GetAsync("/api/metrics?tenant=tenant1"))["instruments"]![0]!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Export_IdsThatAreNone_ArePartialSuccessAndTheRestIsKept()
    {
        var noTrace = Telemetry.Span(trace: Google.Protobuf.ByteString.CopyFrom(new byte[16]));
        var shortSpan = Telemetry.Span();
        shortSpan.SpanId = Google.Protobuf.ByteString.CopyFrom([1, 2, 3]);
        var answer = await Client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), noTrace, Telemetry.Span("good"), shortSpan));

        Assert.Equal(2, answer.PartialSuccess.RejectedSpans);
        Assert.Contains("trace id must have 16 bytes", answer.PartialSuccess.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal("good", Assert.Single((await Viewer.GetAsync("/api/traces"))["traces"]!.AsArray())!["name"]!.GetValue<string>());
        var refusal = (await Viewer.GetAsync("/api/isolation"))["refusals"]![0]!;
        Assert.Equal((2, "tenant1", "traces", "grpc"), (
            refusal["items"]!.GetValue<int>(), refusal["tenant"]!.GetValue<string>(), refusal["signal"]!.GetValue<string>(), refusal["transport"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("trace.v1.TraceService", "traces")]
    [InlineData("metrics.v1.MetricsService", "metrics")]
    [InlineData("logs.v1.LogsService", "logs")]
    public async Task Export_MalformedMessage_IsInvalidArgumentAndSaidOnThePage(string service, string signal)
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => Client.CallAsync(service, [0x0a, 0xff, 0xff, 0xff]));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        var refusal = (await Viewer.GetAsync("/api/isolation"))["refusals"]![0]!;
        Assert.Equal(signal, refusal["signal"]!.GetValue<string>());
        Assert.Contains("the message is no Export", refusal["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(1, (await Viewer.GetAsync("/api/overview"))["collector"]!["refusedRequests"]!.GetValue<int>());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    public async Task Export_MoreThan16MiB_IsResourceExhaustedAndSaidOnThePage(string? encoding)
    {
        // 400 MiB of zeros are 400 kB of gzip: unpacked, they would be most of the memory that the viewer is to need.
        var headers = encoding is null ? [] : new Metadata { { "grpc-internal-encoding-request", encoding } };
        var message = new byte[encoding is null ? 17 << 20 : 400 << 20];
        var before = PeakBytes();

        var refused = await Assert.ThrowsAsync<RpcException>(() => Client.CallAsync("trace.v1.TraceService", message, headers));

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Single((await Viewer.GetAsync("/api/isolation"))["refusals"]!.AsArray());
        Assert.InRange(PeakBytes() - before, 0, 100 << 20);
        Assert.Null((await Client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), Telemetry.Span()))).PartialSuccess);
    }

    /// <summary>The most memory that the viewer has had so far: what it took for a moment counts as well.</summary>
    private long PeakBytes()
    {
        var line = File.ReadLines($"/proc/{Viewer.Process.Id}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) << 10;
    }
}
