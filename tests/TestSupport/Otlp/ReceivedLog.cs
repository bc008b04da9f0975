namespace DemoApp.TestSupport;

/// <summary>A log record as it arrived, ids in hexadecimal, values of attributes as text.</summary>
public sealed record ReceivedLog(
    IReadOnlyDictionary<string, string> Resource,
    string Scope,
    string Severity,
    string Body,
    string TraceId,
    string SpanId,
    IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>The resource's <c>service.name</c>.</summary>
    public string? ServiceName => Resource.GetValueOrDefault("service.name");

    /// <summary>The attribute <c>event.name</c>.</summary>
    public string? EventName => Attributes.GetValueOrDefault("event.name");

    /// <summary>9 for INFO, 13 for WARN, 17 for ERROR, 21 for FATAL.</summary>
    public int SeverityNumber { get; init; }

    /// <summary>When it was made, in nanoseconds since 1970.</summary>
    public ulong UnixNano { get; init; }
}
