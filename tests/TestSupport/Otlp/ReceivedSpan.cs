namespace DemoApp.TestSupport;

/// <summary>A span as it arrived, ids in hexadecimal, values of attributes as text.</summary>
public sealed record ReceivedSpan(
    IReadOnlyDictionary<string, string> Resource,
    string Scope,
    string TraceId,
    string SpanId,
    string ParentSpanId,
    string Name,
    string Kind,
    string StatusCode,
    string StatusMessage,
    IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>The resource's <c>service.name</c>.</summary>
    public string? ServiceName => Resource.GetValueOrDefault("service.name");

    /// <summary>W3C's tracestate.</summary>
    public string TraceState { get; init; } = "";

    /// <summary>The names of its events.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>When it began and ended, in nanoseconds since 1970.</summary>
    public (ulong Start, ulong End) UnixNano { get; init; }
}
