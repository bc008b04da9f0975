namespace DemoApp.ServiceDefaults;

/// <summary>Makes this process slow or wrong on purpose.</summary>
/// <param name="settings">How slow, and how often wrong.</param>
/// <param name="nextDouble">A number from 0 (included) to 1 (excluded), new at each call.</param>
public sealed class FaultInjection(FaultSettings settings, Func<double> nextDouble)
{
    /// <summary>Waits the simulated latency, then says whether this request gets the simulated error.</summary>
    public async ValueTask<bool> InjectAsync(CancellationToken cancellation)
    {
        if (settings.LatencyMs > 0)
        {
            using var span = Instrumentation.Source.StartActivity("artificial_latency");
            span?.SetTag(Names.AppLatencyMs, settings.LatencyMs);
            await Task.Delay(settings.LatencyMs, cancellation);
        }

        return settings.ErrorRate > 0 && nextDouble() < settings.ErrorRate;
    }
}
