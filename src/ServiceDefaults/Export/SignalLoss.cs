using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DemoApp.ServiceDefaults.Export;

/// <summary>What of one signal, or of the console, never arrived, and one warning per outage.</summary>
internal sealed class SignalLoss(string signal)
{
    private static readonly Counter<long> Dropped = Instrumentation.Meter.CreateCounter<long>(
        Names.AppTelemetryDropped, "{item}", "Spans, metric points and log records that never reached the collector, and log records that never reached standard output.");

    private readonly KeyValuePair<string, object?> _signal = new(Names.AppTelemetrySignal, signal);
    private int _outage;
    private int _hasRejected;

    /// <summary>Where the warnings go; nowhere until the service is built.</summary>
    public ILogger Logger { get; set; } = NullLogger.Instance;

    public void Drop(long items)
    {
        if (items > 0)
        {
            Dropped.Add(items, _signal);
        }
    }

    public void Failed(string reason)
    {
        if (Interlocked.Exchange(ref _outage, 1) == 0)
        {
            Log.ExportFailing(Logger, signal, OneLine.Of(reason));
        }
    }

    /// <summary>The collector took an export and rejected so many items of it; told once, because it goes on with every export.</summary>
    public void Rejected(long items, string reason)
    {
        if (Interlocked.Exchange(ref _hasRejected, 1) == 0)
        {
            Log.ExportRejected(Logger, signal, items, OneLine.Of(reason));
        }
    }

    public void Succeeded()
    {
        if (Volatile.Read(ref _outage) == 1 && Interlocked.Exchange(ref _outage, 0) == 1)
        {
            Log.ExportRecovered(Logger, signal);
        }
    }
}
