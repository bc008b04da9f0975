namespace DemoApp.OtlpViewer.Api;

/// <summary>Counts readers of the live tail that could not keep up, and what they missed.</summary>
internal sealed class TailReaders
{
    private long _slow;
    private long _skipped;

    /// <summary>Times that a reader took more than a second for one event.</summary>
    public long SlowCount => Interlocked.Read(ref _slow);

    /// <summary>Records that were gone before a reader got to them.</summary>
    public long SkippedCount => Interlocked.Read(ref _skipped);

    public void Slow() => Interlocked.Increment(ref _slow);

    public void Skipped(long records) => Interlocked.Add(ref _skipped, records);
}
