using DemoApp.Otlp;
using Google.Protobuf;

namespace DemoApp.TenantPage.Telemetry;

/// <summary>A log record as it is kept: what filters need as fields, and all of it in its encoding.</summary>
internal sealed class StoredLog(LogRecord record, UInt128 traceId, ulong spanId, string scope, TelemetryResource resource, long sequence)
{
    /// <summary>What an object of this class and its place in a ring take, beside the encoding.</summary>
    private const int Overhead = 100;

    private readonly byte[] _encoded = record.ToByteArray();

    /// <summary>Counts all records of all tenants, in the order in which they came.</summary>
    public long Sequence { get; } = sequence;

    /// <summary>0 where it belongs to no trace.</summary>
    public UInt128 TraceId { get; } = traceId;

    public ulong SpanId { get; } = spanId;

    public string Scope { get; } = scope;

    public TelemetryResource Resource { get; } = resource;

    public int Severity { get; } = (int)record.SeverityNumber;

    /// <summary>When it happened, or when it was seen where that is not said.</summary>
    public ulong TimeNano { get; } = record.TimeUnixNano != 0 ? record.TimeUnixNano : record.ObservedTimeUnixNano;

    public int Bytes => _encoded.Length + Overhead;

    public LogRecord Details() => LogRecord.Parser.ParseFrom(_encoded);
}
