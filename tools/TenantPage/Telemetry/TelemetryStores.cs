namespace DemoApp.TenantPage.Telemetry;

/// <summary>Everything that is kept: written by the receivers, read by the page.</summary>
internal sealed class TelemetryStores(
    ViewerLimits limits, IReadOnlyCollection<string>? expectedTenants, Func<string, string?> tenantOfAppId, TimeProvider clock)
{
    public ViewerLimits Limits { get; } = limits;

    public TimeProvider Clock { get; } = clock;

    public DateTimeOffset Started { get; } = clock.GetUtcNow();

    public ResourceCache Resources { get; } = new(tenantOfAppId);

    public ArrivalBook Book { get; } = new(expectedTenants, limits, clock);

    public TraceStore Traces { get; } = new(limits, clock);

    public LogStore Logs { get; } = new(limits);

    public MetricStore Metrics { get; } = new(limits, clock);

    public RequestRates Rates { get; } = new(limits, clock);
}
