using System.Net;
using DemoApp.Otlp;
using Google.Protobuf;

namespace DemoApp.TenantPage.Tests.Ingest;

/// <summary>Whatever is sent, what the page keeps and builds of it is bounded, and other tenants are counted meanwhile.</summary>
public sealed class MemoryTests
{
    private const string Protobuf = "application/x-protobuf";
    private const int Mega = 1 << 20;

    internal static readonly Dictionary<string, (string Signal, int Times, Func<int, IMessage> Make)> Kinds = new()
    {
        ["names of spans"] = ("traces", 30, i => Telemetry.Traces(
            Telemetry.Resource("tenant1", "s"), Enumerable.Range(0, 150).Select(j => Telemetry.Span($"{i}-{j}-" + new string('n', 50_000))))),
        ["names of scopes"] = ("traces", 20, i => Telemetry.Traces(Telemetry.Resource("tenant1", "s"), i + new string('s', 8 * Mega), Telemetry.Span())),
        ["attributes of resources"] = ("traces", 20, i => Telemetry.Traces(Telemetry.Resource("tenant1", "s", ("x", i + new string('r', 8 * Mega))), Telemetry.Span())),
        ["names of services"] = ("traces", 20, i => Telemetry.Traces(Telemetry.Resource("tenant1", i + new string('r', 4 * Mega)), Telemetry.Span())),
        ["names of tenants"] = ("logs", 20, i => Telemetry.Logs(Telemetry.Resource(i + new string('t', 8 * Mega), "s"), Telemetry.Log("x"))),
        ["attributes of points"] = ("metrics", 20, i => Telemetry.Metrics(
            Telemetry.Resource("tenant1", "s"), Telemetry.Counter("m", 1, 1, 2, Telemetry.Attribute("x", i + new string('a', 8 * Mega))))),
        ["buckets"] = ("metrics", 10, i => Telemetry.Metrics(Telemetry.Resource("tenant1", "s"), Histogram(i))),
        ["claims of tenants"] = ("traces", 20, i => Telemetry.Traces(Telemetry.Resource("tenant1", "s"), Claiming(i + new string('c', 8 * Mega)))),
        ["bodies of logs"] = ("logs", 20, i => Telemetry.Logs(Telemetry.Resource("tenant1", "s"), Telemetry.Log(i + new string('b', 8 * Mega)))),
    };

    public static TheoryData<string> Floods => [.. Kinds.Keys];

    [Theory]
    [MemberData(nameof(Floods))]
    public async Task Flood_IsTakenWithinTheMemory(string kind)
    {
        var (signal, times, make) = Kinds[kind];
        await using var receiver = await TestSupport.OtlpReceiver.StartAsync();
        await using var viewer = await ViewerProcess.StartAsync("--forward", $"http://{receiver.Address}");
        for (var i = 0; i < times; i++)
        {
            using var answer = await viewer.ExportAsync(signal, make(i).ToByteArray(), Protobuf);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await IsWellAsync(viewer);
    }

    [Fact]
    public async Task EmptySpans_AreRejectedByNumberWithoutMakingObjects()
    {
        const int Spans = 8_000_000;
        var scope = new byte[2 * Spans];
        for (var i = 0; i < Spans; i++)
        {
            scope[2 * i] = 0x12;
        }

        var message = Field(1, Field(2, scope));
        await using var viewer = await ViewerProcess.StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => viewer.ExportAsync("traces", message, Protobuf)));

        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable));
        var taken = answers.First(answer => answer.StatusCode == HttpStatusCode.OK);
        var partial = ExportTraceServiceResponse.Parser.ParseFrom(await taken.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).PartialSuccess;
        Assert.Equal(Spans, partial.RejectedSpans);
        Array.ForEach(answers, answer => answer.Dispose());
        await IsWellAsync(viewer);
    }

    [Fact]
    public async Task JsonThatBecomesLarger_IsRefusedAtTheSameLimit()
    {
        await using var viewer = await ViewerProcess.StartAsync();
        var numbers = string.Join(',', Enumerable.Repeat('0', 5_000_000));
        var body = $$$"""{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"histogram":{"dataPoints":[{"bucketCounts":[{{{numbers}}}] } ] } } ] } ] } ] }""";
        using var answer = await viewer.ExportAsync("metrics", System.Text.Encoding.UTF8.GetBytes(body), "application/json");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        await IsWellAsync(viewer);
    }

    private static async Task IsWellAsync(ViewerProcess viewer)
    {
        using var client = new OtlpGrpcClient(viewer.Grpc);
        Assert.Null((await client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant2", "shop"), Telemetry.Span()))).PartialSuccess);
        Assert.Equal(1, (await viewer.RowAsync("tenant2", "shop"))!["requests"]!.GetValue<int>());
        Assert.InRange((await viewer.Http.GetByteArrayAsync(new Uri("/api/isolation", UriKind.Relative))).Length, 1, Mega);
        Assert.InRange((await viewer.Http.GetByteArrayAsync(new Uri("/api/overview", UriKind.Relative))).Length, 1, Mega);
        Assert.InRange(viewer.PeakBytes(), 1, 300_000_000);
    }

    private static Metric Histogram(int number)
    {
        var point = new HistogramDataPoint { Count = 1 };
        point.BucketCounts.AddRange(new ulong[900_001]);
        point.ExplicitBounds.AddRange(Enumerable.Range(0, 900_000).Select(bound => (double)bound));
        return new Metric { Name = $"h{number}", Histogram = new Histogram { DataPoints = { point } } };
    }

    private static Span Claiming(string tenant)
    {
        var span = Telemetry.Span();
        span.Attributes.Add(Telemetry.Attribute("app.tenant.id", tenant));
        return span;
    }

    private static byte[] Field(int number, byte[] payload)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            output.WriteTag(number, WireFormat.WireType.LengthDelimited);
            output.WriteLength(payload.Length);
        }

        bytes.Write(payload);
        return bytes.ToArray();
    }
}
