namespace DemoApp.TenantPage.Statistics;

/// <summary>
/// Remembers the newest keys with a number each, in memory that is taken with the first. A key has eight places to be and takes that of
/// the oldest.
/// </summary>
internal sealed class RecentTable(int capacity)
{
    private const int Places = 8;
    private (ulong Key, ulong Value)[] _entries = [];

    public bool TryGet(ulong key, out ulong value)
    {
        foreach (var entry in Line(key))
        {
            if (entry.Key == key)
            {
                value = entry.Value;
                return true;
            }
        }

        value = 0;
        return false;
    }

    /// <summary>Adds a key, beside an equal one that may be there.</summary>
    public void Add(ulong key, ulong value)
    {
        if (_entries.Length == 0)
        {
            _entries = new (ulong, ulong)[capacity];
        }

        var line = Line(key);
        line[..^1].CopyTo(line[1..]);
        line[0] = (key, value);
    }

    public void Replace(ulong key, ulong value)
    {
        foreach (ref var entry in Line(key))
        {
            if (entry.Key == key)
            {
                entry.Value = value;
            }
        }
    }

    public bool TryTake(ulong key, out ulong value)
    {
        foreach (ref var entry in Line(key))
        {
            if (entry.Key == key)
            {
                value = entry.Value;
                entry = default;
                return true;
            }
        }

        value = 0;
        return false;
    }

    private Span<(ulong Key, ulong Value)> Line(ulong key) => _entries.Length == 0
        ? []
        : _entries.AsSpan((int)((key >> 1) % (uint)(_entries.Length / Places)) * Places, Places);
}
