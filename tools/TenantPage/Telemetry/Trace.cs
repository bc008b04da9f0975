namespace DemoApp.TenantPage.Telemetry;

/// <summary>The spans of one trace that one tenant sent; the same id from a second tenant is a trace of its own.</summary>
internal sealed class Trace(UInt128 id)
{
    private readonly Dictionary<ulong, StoredSpan> _spans = [];

    public UInt128 Id { get; } = id;

    /// <summary>Null until a span of it says whose it is.</summary>
    public string? Tenant { get; set; }

    /// <summary>The trace of the same id that another tenant sent.</summary>
    public Trace? Next { get; set; }

    public int SpanCount => _spans.Count;

    public long Bytes { get; private set; }

    public DateTimeOffset LastArrival { get; private set; }

    public IEnumerable<StoredSpan> Spans => _spans.Values;

    /// <summary>Adds it, or takes the place of the same span where an exporter has sent it twice; says whether it is a new one.</summary>
    public bool Add(StoredSpan span, DateTimeOffset now)
    {
        LastArrival = now;
        var isNew = true;
        if (_spans.TryGetValue(span.Id, out var before))
        {
            Bytes -= before.Bytes;
            isNew = false;
        }

        Bytes += span.Bytes;
        _spans[span.Id] = span;
        return isNew;
    }
}
