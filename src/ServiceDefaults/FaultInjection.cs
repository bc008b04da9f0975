using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DemoApp.ServiceDefaults;

/// <summary>Makes this process slow or wrong on purpose: as its environment says, or for a while as <c>PUT /faults</c> says.</summary>
/// <param name="started">What the environment says.</param>
/// <param name="nextDouble">A number from 0 (included) to 1 (excluded), new at each call.</param>
/// <param name="time">What the expiry is told by.</param>
public sealed class FaultInjection(FaultSettings started, Func<double> nextDouble, TimeProvider time)
{
    private const string Error = "error";
    private const string Latency = "latency";
    private const string DatabaseError = "database_error";
    private const string DatabaseLatency = "database_latency";

    private static readonly Counter<long> Injected =
        Instrumentation.Meter.CreateCounter<long>(Names.AppFaultsInjected, "{fault}", "Faults injected on purpose.");

    private readonly ActiveFaults _started = new(started, null);

    // Read with every request and written by few: one reference to something that never changes, and no lock.
    private volatile ActiveFaults? _replaced;

    /// <summary>What the environment says.</summary>
    public FaultSettings Started => _started.Settings;

    /// <summary>The faults in force now; expired ones have no part in it, without anybody having to clear them away.</summary>
    public ActiveFaults Active => _replaced is { } replaced && time.GetUtcNow() < replaced.ExpiresAt ? replaced : _started;

    /// <summary>Puts other faults in force until <paramref name="lifetime"/> has passed.</summary>
    public ActiveFaults Replace(FaultSettings faults, TimeSpan lifetime) => _replaced = new ActiveFaults(faults, time.GetUtcNow() + lifetime);

    /// <summary>Puts what the environment says in force again.</summary>
    public ActiveFaults Reset()
    {
        _replaced = null;
        return _started;
    }

    /// <summary>Waits the simulated latency, then says whether this request gets the simulated error.</summary>
    public async ValueTask<bool> InjectAsync(CancellationToken cancellation)
    {
        var faults = Active.Settings;
        if (faults.LatencyMs > 0)
        {
            using var span = Instrumentation.Source.StartActivity("artificial_latency");
            span?.SetTag(Names.AppLatencyMs, faults.LatencyMs);
            Report(span, Latency);
            await Task.Delay(faults.LatencyMs, cancellation);
        }

        return Hits(faults.ErrorRate, Activity.Current, Error);
    }

    /// <summary>Waits the simulated latency of the database, then says whether this operation of it fails.</summary>
    public async ValueTask<bool> InjectIntoDatabaseAsync(CancellationToken cancellation)
    {
        var faults = Active.Settings;
        if (faults.DatabaseLatencyMs > 0)
        {
            Report(Activity.Current, DatabaseLatency);
            await Task.Delay(faults.DatabaseLatencyMs, cancellation);
        }

        // Where both hit, the span tells the error, which decided the answer; the counter has both.
        return Hits(faults.DatabaseFailureRate, Activity.Current, DatabaseError);
    }

    private static void Report(Activity? span, string fault)
    {
        span?.SetTag(Names.AppFault, fault);
        Injected.Add(1, new KeyValuePair<string, object?>(Names.AppFault, fault));
    }

    private bool Hits(double rate, Activity? span, string fault)
    {
        if (rate <= 0 || nextDouble() >= rate)
        {
            return false;
        }

        Report(span, fault);
        return true;
    }
}
