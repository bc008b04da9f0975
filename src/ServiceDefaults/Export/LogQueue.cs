using Serilog.Core;
using Serilog.Events;

namespace DemoApp.ServiceDefaults.Export;

/// <summary>
/// Lets at most so many log records wait for the collector, and counts every one that is given up. The sink behind it has a limit
/// too, but says nothing of a record that it refused.
/// </summary>
internal sealed class LogQueue(int limit, SignalLoss loss) : ILogEventSink, IDisposable
{
    private long _waiting;
    private int _isClosed;

    /// <summary>The sink that batches and exports; it knows this queue, so it comes after it.</summary>
    public ILogEventSink? Sink { private get; set; }

    public void Emit(LogEvent logEvent)
    {
        if (Interlocked.Increment(ref _waiting) > limit || Volatile.Read(ref _isClosed) == 1)
        {
            Interlocked.Decrement(ref _waiting);
            loss.Drop(1);
            return;
        }

        Sink?.Emit(logEvent);
    }

    /// <summary>The collector has taken so many records.</summary>
    public void Exported(int records)
    {
        Interlocked.Add(ref _waiting, -records);
        loss.Succeeded();
    }

    /// <summary>An export failed and may be tried again.</summary>
    public void Failed(string reason) => loss.Failed(reason);

    /// <summary>So many records are not tried again.</summary>
    public void GaveUp(int records)
    {
        Interlocked.Add(ref _waiting, -records);
        loss.Drop(records);
    }

    /// <summary>Waits until every record is exported or given up; what comes later is on the console only.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            (Sink as IDisposable)?.Dispose();
        }
    }
}
