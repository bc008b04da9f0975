using System.Buffers.Binary;
using DemoApp.Otlp;
using DemoApp.TenantPage.Protobuf;

namespace DemoApp.TenantPage.Ingest;

/// <summary>What the statistics need of a span, a log record or a data point; texts stay where they are in the buffer.</summary>
internal struct ItemFacts
{
    private const string NoIds = "a span's trace id must have 16 bytes and its span id 8, not all of them 0";
    private const string NoHistogram = "a histogram has one bucket count more than bounds, or neither";
    public TextRange Field;
    public string? Problem;
    public UInt128 TraceId;
    public ulong SpanId;
    public ulong ParentId;
    public ulong StartNano;
    public ulong EndNano;
    public Span.Types.SpanKind Kind;
    public bool IsError;
    public bool IsSidecar;
    public int HttpStatus;
    public TextRange Name;
    public TextRange Path;
    public TextRange Route;
    public TextRange ClientAddress;
    public TextRange PeerAddress;
    public TextRange UserAgent;
    public TextRange Fault;
    public TextRange AppTenant;
    public TextRange Tenant;

    // A clock that was set back makes ends before starts; such a span has no length.
    public readonly ulong DurationNano => EndNano > StartNano ? EndNano - StartNano : 0;

    public static ItemFacts Read(ReadOnlySpan<byte> buffer, scoped in ItemReader items, Signal signal)
    {
        var facts = new ItemFacts { Field = items.Field, IsSidecar = items.IsSidecar };
        switch (signal)
        {
            case Signal.Traces: facts.ReadSpan(buffer, items.Payload); break;
            case Signal.Logs: facts.ReadLog(buffer, items.Payload); break;
            default: facts.ReadPoint(buffer, items.Payload, items.MetricType); break;
        }

        return facts;
    }

    private void ReadSpan(ReadOnlySpan<byte> buffer, TextRange span)
    {
        var reader = new ProtobufReader(buffer, span);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case Span.TraceIdFieldNumber when reader.IsPayload: TraceId = TraceIdOf(reader.Payload.Of(buffer)); break;
                case Span.SpanIdFieldNumber when reader.IsPayload: SpanId = SpanIdOf(reader.Payload.Of(buffer)); break;
                case Span.ParentSpanIdFieldNumber when reader.IsPayload:
                    // A malformed parent id counts as no parent.
                    ParentId = SpanIdOf(reader.Payload.Of(buffer));
                    break;
                case Span.NameFieldNumber when reader.IsPayload: Name = reader.Payload; break;
                case Span.KindFieldNumber when reader.IsNumber: Kind = (Span.Types.SpanKind)reader.Value; break;
                case Span.StartTimeUnixNanoFieldNumber when reader.IsNumber: StartNano = reader.Value; break;
                case Span.EndTimeUnixNanoFieldNumber when reader.IsNumber: EndNano = reader.Value; break;
                case Span.AttributesFieldNumber when reader.IsPayload: ReadAttribute(buffer, reader.Payload); break;
                case Span.StatusFieldNumber when reader.IsPayload: ReadStatus(buffer, reader.Payload); break;
            }
        }

        Problem = TraceId == 0 || SpanId == 0 ? NoIds : null;
    }

    private void ReadStatus(ReadOnlySpan<byte> buffer, TextRange status)
    {
        var reader = new ProtobufReader(buffer, status);
        while (reader.Next())
        {
            if (reader is { Field: Status.CodeFieldNumber, IsNumber: true })
            {
                IsError = reader.Value == (ulong)Status.Types.StatusCode.Error;
            }
        }
    }

    private void ReadLog(ReadOnlySpan<byte> buffer, TextRange record)
    {
        var reader = new ProtobufReader(buffer, record);
        while (reader.Next())
        {
            if (reader is { Field: LogRecord.TraceIdFieldNumber, IsPayload: true })
            {
                // A record whose trace id is not an id belongs to no trace.
                TraceId = TraceIdOf(reader.Payload.Of(buffer));
            }
            else if (reader is { Field: LogRecord.AttributesFieldNumber, IsPayload: true })
            {
                ReadAttribute(buffer, reader.Payload);
            }
        }
    }

    private void ReadPoint(ReadOnlySpan<byte> buffer, TextRange point, int metricType)
    {
        var attributes = metricType switch
        {
            Metric.HistogramFieldNumber => HistogramDataPoint.AttributesFieldNumber,
            Metric.ExponentialHistogramFieldNumber => ExponentialHistogramDataPoint.AttributesFieldNumber,
            _ => NumberDataPoint.AttributesFieldNumber,
        };
        var (counts, bounds) = (0, 0);
        var reader = new ProtobufReader(buffer, point);
        while (reader.Next())
        {
            if (reader.IsPayload && reader.Field == attributes)
            {
                ReadAttribute(buffer, reader.Payload);
            }
            else if (metricType == Metric.HistogramFieldNumber && reader.Field == HistogramDataPoint.BucketCountsFieldNumber)
            {
                counts += CountFixed64(reader);
            }
            else if (metricType == Metric.HistogramFieldNumber && reader.Field == HistogramDataPoint.ExplicitBoundsFieldNumber)
            {
                bounds += CountFixed64(reader);
            }
        }

        Problem = (counts, bounds) is (0, 0) || counts == bounds + 1 ? null : NoHistogram;
    }

    private void ReadAttribute(ReadOnlySpan<byte> buffer, TextRange attribute)
    {
        var (range, value) = OtlpFields.Attribute(buffer, attribute);
        var key = range.Of(buffer);
        // By length first: most attributes are none of these.
        switch (key.Length)
        {
            case 8 when key.SequenceEqual("url.path"u8): Path = value; break;
            case 9 when key.SequenceEqual("tenant.id"u8): Tenant = value; break;
            case 9 when key.SequenceEqual("app.fault"u8): Fault = value; break;
            case 10 when key.SequenceEqual("http.route"u8): Route = value; break;
            case 13 when key.SequenceEqual("app.tenant.id"u8): AppTenant = value; break;
            case 14 when key.SequenceEqual("client.address"u8): ClientAddress = value; break;
            case 19 when key.SequenceEqual("user_agent.original"u8): UserAgent = value; break;
            case 20 when key.SequenceEqual("network.peer.address"u8): PeerAddress = value; break;
            case 25 when key.SequenceEqual("http.response.status_code"u8): HttpStatus = AnyValueText.Number(buffer, value); break;
        }
    }

    private static int CountFixed64(in ProtobufReader reader) =>
        reader.IsNumber ? 1 : reader.Payload.Length % sizeof(ulong) == 0 ? reader.Payload.Length / sizeof(ulong)
            : throw new InvalidDataException($"a list of numbers at byte {reader.FieldStart} ends within a number");

    private static UInt128 TraceIdOf(ReadOnlySpan<byte> bytes) => bytes.Length == 16 ? BinaryPrimitives.ReadUInt128BigEndian(bytes) : 0;
    private static ulong SpanIdOf(ReadOnlySpan<byte> bytes) => bytes.Length == 8 ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : 0;
}
