using System.Collections.Concurrent;

namespace DemoApp.TenantPage.Telemetry;

/// <summary>All metrics, by tenant.</summary>
internal sealed class MetricStore(ViewerLimits limits, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, TenantMetrics> _byTenant = new();

    /// <summary>One tenant's metrics; there is a place for each tenant that is let in.</summary>
    public TenantMetrics Of(string tenant) => _byTenant.GetOrAdd(tenant, _ => new TenantMetrics(limits, clock));

    /// <summary>Of a tenant, or of all.</summary>
    public IEnumerable<KeyValuePair<string, TenantMetrics>> Select(string? tenant) =>
        tenant is null ? _byTenant : _byTenant.TryGetValue(tenant, out var metrics) ? [new(tenant, metrics)] : [];
}
