namespace DemoApp.TenantPage.Statistics;

/// <summary>A list of so many different things at most, newest first; the same thing again is counted.</summary>
internal sealed class CountedList<T>(int capacity)
    where T : IEquatable<T>
{
    private readonly Dictionary<T, LinkedListNode<Counted<T>>> _byValue = [];
    private readonly LinkedList<Counted<T>> _newestFirst = new();

    public IEnumerable<Counted<T>> NewestFirst => _newestFirst;

    public void Add(T value, DateTimeOffset time, long items = 0, UInt128 traceId = default)
    {
        if (!_byValue.TryGetValue(value, out var node))
        {
            _byValue[value] = node = new LinkedListNode<Counted<T>>(new Counted<T>(value, time, 0, 0, traceId));
            if (_byValue.Count > capacity)
            {
                Remove(_newestFirst.Last!);
            }
        }
        else
        {
            _newestFirst.Remove(node);
        }

        node.Value = node.Value with { Last = time, Count = node.Value.Count + 1, Items = node.Value.Items + items, TraceId = traceId };
        _newestFirst.AddFirst(node);
    }

    public void TakeBack(T value)
    {
        if (!_byValue.TryGetValue(value, out var node))
        {
            return;
        }

        node.Value = node.Value with { Count = node.Value.Count - 1 };
        if (node.Value.Count == 0)
        {
            Remove(node);
        }
    }

    private void Remove(LinkedListNode<Counted<T>> node)
    {
        _newestFirst.Remove(node);
        _byValue.Remove(node.Value.Value);
    }
}

/// <summary>Something that was counted.</summary>
/// <param name="Value">What it is.</param>
/// <param name="Last">When it last happened.</param>
/// <param name="Count">How many times.</param>
/// <param name="Items">How many items these were together.</param>
/// <param name="TraceId">The trace of the newest, or 0.</param>
internal readonly record struct Counted<T>(T Value, DateTimeOffset Last, long Count, long Items, UInt128 TraceId);
