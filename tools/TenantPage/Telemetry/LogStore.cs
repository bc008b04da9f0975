using System.Collections.Concurrent;

namespace DemoApp.TenantPage.Telemetry;

/// <summary>All log records, by tenant.</summary>
internal sealed class LogStore(ViewerLimits limits)
{
    private readonly ConcurrentDictionary<string, TenantLogs> _byTenant = new();
    private long _sequence;

    /// <summary>The number of the next record.</summary>
    public long NextSequence() => Interlocked.Increment(ref _sequence);

    /// <summary>One tenant's records; there is a place for each tenant that is let in.</summary>
    public TenantLogs Of(string tenant) => _byTenant.GetOrAdd(tenant, _ => new TenantLogs(limits));

    /// <summary>Of a tenant, or of all.</summary>
    public IEnumerable<KeyValuePair<string, TenantLogs>> Select(string? tenant) =>
        tenant is null ? _byTenant : _byTenant.TryGetValue(tenant, out var logs) ? [new(tenant, logs)] : [];
}
