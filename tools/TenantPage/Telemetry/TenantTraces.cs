namespace DemoApp.TenantPage.Telemetry;

/// <summary>One tenant's traces, oldest first, and what they take.</summary>
internal sealed class TenantTraces
{
    private readonly LinkedList<Trace> _oldestFirst = new();
    private readonly Dictionary<Trace, LinkedListNode<Trace>> _places = [];

    public int TraceCount => _oldestFirst.Count;

    public int SpanCount { get; private set; }

    public long Bytes { get; private set; }

    public long EvictedSpans { get; private set; }

    public long EvictedTraces { get; private set; }

    public IEnumerable<Trace> NewestFirst
    {
        get
        {
            for (var node = _oldestFirst.Last; node is not null; node = node.Previous)
            {
                yield return node.Value;
            }
        }
    }

    /// <summary>The oldest one that is not <paramref name="kept"/>.</summary>
    public Trace? OldestBut(Trace kept) => _oldestFirst.First is { } first && first.Value == kept ? first.Next?.Value : _oldestFirst.First?.Value;

    public void Add(Trace trace)
    {
        _places[trace] = _oldestFirst.AddLast(trace);
        Count(trace.SpanCount, trace.Bytes);
    }

    public void Remove(Trace trace)
    {
        _places.Remove(trace, out var place);
        _oldestFirst.Remove(place!);
        Count(-trace.SpanCount, -trace.Bytes);
    }

    public void Evict(Trace trace)
    {
        Remove(trace);
        EvictedTraces++;
        EvictedSpans += trace.SpanCount;
    }

    public void Count(int spans, long bytes)
    {
        SpanCount += spans;
        Bytes += bytes;
    }
}
