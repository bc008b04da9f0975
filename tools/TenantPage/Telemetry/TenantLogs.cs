namespace DemoApp.TenantPage.Telemetry;

/// <summary>One tenant's log records, oldest first, within a number and an amount of bytes.</summary>
internal sealed class TenantLogs(ViewerLimits limits)
{
    private readonly Lock _lock = new();
    private readonly Queue<StoredLog> _oldestFirst = new();
    private long _bytes;
    private long _evicted;

    public (int Records, long Bytes, long Evicted) Counts
    {
        get
        {
            lock (_lock)
            {
                return (_oldestFirst.Count, _bytes, _evicted);
            }
        }
    }

    public void Add(StoredLog log)
    {
        lock (_lock)
        {
            _oldestFirst.Enqueue(log);
            _bytes += log.Bytes;
            while (_oldestFirst.Count > limits.LogsPerTenant || _bytes > limits.LogBytesPerTenant)
            {
                _bytes -= _oldestFirst.Dequeue().Bytes;
                _evicted++;
            }
        }
    }

    /// <summary>All that are kept, oldest first.</summary>
    public StoredLog[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _oldestFirst];
        }
    }

    /// <summary>
    /// The next records after the first <paramref name="position"/> that this tenant ever sent, at most <paramref name="count"/>, and how
    /// many before them are gone.
    /// </summary>
    public (List<StoredLog> Records, long Skipped) After(long position, int count)
    {
        lock (_lock)
        {
            var skipped = Math.Max(0, _evicted - position);
            var from = (int)(position + skipped - _evicted);
            return (from >= _oldestFirst.Count ? [] : [.. _oldestFirst.Skip(from).Take(count)], skipped);
        }
    }
}
