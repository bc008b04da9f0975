namespace DemoApp.Receiver;

/// <summary>Keeps the newest records in the process, for runs without Dapr.</summary>
internal sealed class ProcessRecordStore : IRecordStore
{
    /// <summary>The most records kept; the oldest go first.</summary>
    internal const int MaxRecords = 1_000;

    /// <summary>The most bytes kept in all records together.</summary>
    internal const int MaxBytes = 32 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, byte[]> _records = [];
    private readonly Queue<string> _oldestFirst = new();
    private long _bytes;

    public string Name => ReceiverSettings.NoStateStore;

    public Task WriteAsync(string key, ReadOnlyMemory<byte> record, CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_records.Remove(key, out var replaced))
            {
                _bytes -= replaced.Length;
            }
            else
            {
                _oldestFirst.Enqueue(key);
            }

            _records[key] = record.ToArray();
            _bytes += record.Length;
            while (_records.Count > MaxRecords || _bytes > MaxBytes)
            {
                _records.Remove(_oldestFirst.Dequeue(), out var oldest);
                _bytes -= oldest!.Length;
            }
        }

        return Task.CompletedTask;
    }

    public Task<bool> ReadAsync(string key, CancellationToken cancellation)
    {
        lock (_lock)
        {
            return Task.FromResult(_records.ContainsKey(key));
        }
    }
}
