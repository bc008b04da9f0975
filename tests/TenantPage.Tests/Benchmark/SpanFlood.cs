using System.Buffers.Binary;
using System.Diagnostics;
using DemoApp.Otlp;
using Google.Protobuf;

namespace DemoApp.TenantPage.Tests.Benchmark;

/// <summary>
/// Sends batches like those of the two services, as fast as they are taken: 512 spans each, 12 to a trace, with the attributes that a
/// server span has. The bytes are made once; only the ids in them are new each time, so that the sender costs little.
/// </summary>
internal sealed class SpanFlood
{
    /// <summary>Spans of a batch: what the SDK's batch processor sends at once.</summary>
    public const int BatchSpans = 512;

    private const int SpansPerTrace = 12;

    private readonly byte[] _template;
    private readonly List<int> _traceIds = [];
    private readonly List<int> _spanIds = [];
    private int _seed;

    public SpanFlood()
    {
        var traceMark = ByteString.CopyFrom([.. Enumerable.Repeat((byte)0xd7, 16)]);
        var spanMark = ByteString.CopyFrom([.. Enumerable.Repeat((byte)0xe9, 8)]);
        _template = Telemetry.Traces(Telemetry.Resource("tenant1", "sender-service", ("service.version", "0.1.0"), ("service.instance.id", "3f0c")),
            Enumerable.Range(0, BatchSpans).Select(_ => Span(traceMark, spanMark))).ToByteArray();
        Find(traceMark.Span, _traceIds);
        Find(spanMark.Span, _spanIds);
    }

    /// <summary>Sends at least <paramref name="spans"/> spans over a few connections; returns how many a second were accepted, and how many were not.</summary>
    public async Task<(double PerSecond, long Rejected)> SendAsync(Uri address, long spans)
    {
        const int Connections = 4;
        var (sent, rejected) = (0L, 0L);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            using var client = new OtlpGrpcClient(address);
            var message = (byte[])_template.Clone();
            var random = new Random(Interlocked.Increment(ref _seed));
            while (Interlocked.Add(ref sent, BatchSpans) <= spans)
            {
                NewIds(message, random);
                var answer = ExportTraceServiceResponse.Parser.ParseFrom(await client.CallAsync("trace.v1.TraceService", message));
                Interlocked.Add(ref rejected, answer.PartialSuccess?.RejectedSpans ?? 0);
            }
        }));
        return ((spans - rejected) / watch.Elapsed.TotalSeconds, rejected);
    }

    private static Span Span(ByteString traceId, ByteString spanId)
    {
        var span = Telemetry.Span("POST /send", traceId);
        span.SpanId = span.ParentSpanId = spanId;
        span.Attributes.AddRange(
        [
            Telemetry.Attribute("server.address", "127.0.0.1"), Telemetry.Attribute("server.port", 8000), Telemetry.Attribute("http.request.method", "POST"),
            Telemetry.Attribute("url.scheme", "http"), Telemetry.Attribute("url.path", "/send"), Telemetry.Attribute("network.protocol.version", "1.1"),
            Telemetry.Attribute("user_agent.original", "Grpc/2.85.0"), Telemetry.Attribute("http.route", "/send"),
            Telemetry.Attribute("http.response.status_code", 200), Telemetry.Attribute("app.tenant.id", "tenant1"), Telemetry.Attribute("app.endpoint.type", "api"),
        ]);
        return span;
    }

    private void NewIds(byte[] message, Random random)
    {
        var trace = new byte[16];
        for (var i = 0; i < _traceIds.Count; i++)
        {
            if (i % SpansPerTrace == 0)
            {
                random.NextBytes(trace);
            }

            trace.CopyTo(message.AsSpan(_traceIds[i]));
        }

        foreach (var place in _spanIds)
        {
            BinaryPrimitives.WriteInt64BigEndian(message.AsSpan(place), random.NextInt64(1, long.MaxValue));
        }
    }

    private void Find(ReadOnlySpan<byte> mark, List<int> places)
    {
        for (var from = 0; _template.AsSpan(from).IndexOf(mark) is >= 0 and var at; from += at + mark.Length)
        {
            places.Add(from + at);
        }
    }
}
