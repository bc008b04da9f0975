using DemoApp.Otlp;
using Grpc.Core;

namespace DemoApp.TenantPage.Tests.Ingest;

/// <summary>The receiver of OTLP over gRPC.</summary>
public sealed class OtlpGrpcTests : ViewerTest
{
    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    public async Task Export_AllThreeSignals_AreCounted(string? encoding)
    {
        var headers = new Metadata();
        if (encoding is not null)
        {
            headers.Add("grpc-internal-encoding-request", encoding);
        }

        var resource = Telemetry.Resource("tenant1", "shop", ("host.name", "here"));
        var parent = Telemetry.Span("POST /order", milliseconds: 50);
        var child = Telemetry.Span("pay", parent.TraceId, parent.SpanId, milliseconds: 20);
        var counter = Telemetry.Counter("orders", 3, Telemetry.Now - 1_000_000_000, Telemetry.Now);
        Assert.Null((await Client.ExportAsync(Telemetry.Traces(resource, parent, child), headers)).PartialSuccess);
        Assert.Null((await Client.ExportAsync(Telemetry.Logs(resource, Telemetry.Log("payment refused")), headers)).PartialSuccess);
        Assert.Null((await Client.ExportAsync(Telemetry.Metrics(resource, counter), headers)).PartialSuccess);

        var tenant = await Viewer.TenantAsync("tenant1");
        Assert.Equal("""{"spans":2,"points":1,"logs":1,"total":4}""", tenant["accepted"]!.ToJsonString());
        Assert.Equal(3, tenant["requests"]!.GetValue<int>());
        var trace = await Viewer.GetAsync($"/api/traces/{Telemetry.Hex(parent.TraceId)}");
        Assert.Equal((true, "tenant1"), (trace["known"]!.GetValue<bool>(), trace["tenant"]!.GetValue<string>()));
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
        var tenant = await Viewer.TenantAsync("tenant1");
        Assert.Equal((1, 2), (tenant["accepted"]!["spans"]!.GetValue<int>(), tenant["rejected"]!["spans"]!.GetValue<int>()));
        var refusal = (await Viewer.GetAsync("/api/isolation"))["refusals"]![0]!;
        Assert.Equal((2, "tenant1", "traces", "grpc"), (
            refusal["items"]!.GetValue<int>(), refusal["tenant"]!.GetValue<string>(), refusal["signal"]!.GetValue<string>(),
            refusal["transport"]!.GetValue<string>()));
    }

    /// <summary>A histogram has one count more than bounds, or neither.</summary>
    [Theory]
    [InlineData(4, 2, 1)]
    [InlineData(2, 0, 1)]
    [InlineData(3, 1, 1)]
    [InlineData(2, 2, 1)]
    [InlineData(0, 2, 1)]
    [InlineData(5, 0, 1)]
    [InlineData(3, 2, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(0, 0, 0)]
    public async Task Export_MalformedHistogram_IsRejectedByNumberAndAllElseIsKept(int counts, int bounds, int rejected)
    {
        var point = new HistogramDataPoint { Count = 4, TimeUnixNano = Telemetry.Now };
        point.BucketCounts.AddRange(Enumerable.Repeat(1UL, counts));
        point.ExplicitBounds.AddRange(Enumerable.Range(0, bounds).Select(bound => (double)bound));
        var odd = new Metric { Name = "odd", Histogram = new Histogram { DataPoints = { point } } };
        var answer = await Client.ExportAsync(Telemetry.Metrics(
            Telemetry.Resource("tenant1", "shop"), Telemetry.Counter("before", 1, 1, 2), odd, Telemetry.Counter("behind", 1, 1, 2)));

        Assert.Equal(rejected, answer.PartialSuccess?.RejectedDataPoints ?? 0);
        Assert.Equal(3 - rejected, (await Viewer.TenantAsync("tenant1"))["accepted"]!["points"]!.GetValue<int>());
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
        Assert.Contains("the message is not an Export", refusal["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(1, (await Viewer.GetAsync("/api/overview"))["collector"]!["refusedRequests"]!.GetValue<int>());
    }

    [Fact]
    public async Task Export_MalformedBehindAGoodResource_CountsNothingOfIt()
    {
        var good = Google.Protobuf.MessageExtensions.ToByteArray(Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), Telemetry.Span()));
        await Assert.ThrowsAsync<RpcException>(() => Client.CallAsync("trace.v1.TraceService", [.. good, 0x0a, 0x05, 0x12]));

        Assert.Empty((await Viewer.GetAsync("/api/isolation"))["tenants"]!.AsArray());
    }

    [Fact]
    public async Task Call_UnknownMethod_IsNotTaken()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => Client.CallAsync("profiles.v1.ProfilesService", []));

        Assert.Equal(StatusCode.Unimplemented, refused.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    public async Task Export_MoreThan16MiB_IsResourceExhaustedAndSaidOnThePage(string? encoding)
    {
        // 400 MiB of zeros are 400 kB of gzip: unpacked, they would be more than the memory that the page is to need.
        var headers = encoding is null ? [] : new Metadata { { "grpc-internal-encoding-request", encoding } };
        var message = new byte[encoding is null ? 17 << 20 : 400 << 20];
        var before = Viewer.PeakBytes();

        var refused = await Assert.ThrowsAsync<RpcException>(() => Client.CallAsync("trace.v1.TraceService", message, headers));

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        Assert.Single((await Viewer.GetAsync("/api/isolation"))["refusals"]!.AsArray());
        Assert.InRange(Viewer.PeakBytes() - before, 0, 100 << 20);
        Assert.Null((await Client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), Telemetry.Span()))).PartialSuccess);
    }
}
