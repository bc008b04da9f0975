using DemoApp.TenantPage.Ingest;

namespace DemoApp.TenantPage.Statistics;

/// <summary>Counts of all telemetry by tenant: what came, what was rejected and why, and which tenants were unexpected.</summary>
/// <param name="expected">The tenants whose telemetry may arrive, or null if any may.</param>
/// <param name="maxTenants">Maximum number of tenants besides the expected ones.</param>
/// <param name="forwarding">How traces are forwarded, or null if nothing is.</param>
/// <param name="clock">The time.</param>
internal sealed class IngestStatistics(IReadOnlyCollection<string>? expected, int maxTenants, ForwardLimits? forwarding, TimeProvider clock)
{
    private readonly Dictionary<string, TenantStatistics> _tenants =
        (expected ?? []).ToDictionary(name => name, name => new TenantStatistics(name, TracesPerSecond(forwarding)));
    private readonly CountedList<Rejection> _rejectedRequests = new(40);
    private long _exports;

    public Lock Lock { get; } = new();
    public TimeProvider Clock { get; } = clock;
    public DateTimeOffset Started { get; } = clock.GetUtcNow();
    public int MaxTenants { get; } = maxTenants;
    public bool Forwards { get; } = forwarding is not null;
    public IReadOnlyCollection<string>? Expected { get; } = expected;
    public long RejectedRequests { get; private set; }

    /// <summary>All tenants, expected or seen; for those who hold the lock.</summary>
    public IReadOnlyCollection<TenantStatistics> Tenants => _tenants.Values;

    public long NextExport() => Interlocked.Increment(ref _exports);
    public bool IsExpected(string tenant) => tenant != TenantName.Unknown && (Expected is null || Expected.Contains(tenant));

    /// <summary>The tenant, or null if none has that name; for those who hold the lock.</summary>
    public TenantStatistics? Find(string tenant) => _tenants.GetValueOrDefault(tenant);

    public TenantStatistics? Admit(string tenant)
    {
        lock (Lock)
        {
            if (_tenants.TryGetValue(tenant, out var known))
            {
                return known;
            }

            // Those that are expected have a place from the start, and what names no tenant always has one.
            var strangers = _tenants.Count - (Expected?.Count ?? 0) - (_tenants.ContainsKey(TenantName.Unknown) ? 1 : 0);
            return strangers < MaxTenants || tenant == TenantName.Unknown
                ? _tenants[tenant] = new TenantStatistics(tenant, TracesPerSecond(forwarding))
                : null;
        }
    }

    public void Count(TenantStatistics tenant, long export, Signal signal, long accepted, long rejected)
    {
        lock (Lock)
        {
            tenant.Accepted = tenant.Accepted.Plus(signal, accepted);
            tenant.Rejected = tenant.Rejected.Plus(signal, rejected);
            tenant.Requests += tenant.LastExport == export ? 0 : 1;
            (tenant.LastExport, tenant.Last) = (export, Clock.GetUtcNow());
        }
    }

    public void ItemsRejected(TenantStatistics tenant, string transport, Signal signal, string reason, long items)
    {
        lock (Lock)
        {
            tenant.Rejections.Add(new Rejection(transport, signal, reason, tenant.Name), Clock.GetUtcNow(), items);
        }
    }

    public void RequestRejected(string transport, Signal signal, string reason)
    {
        lock (Lock)
        {
            RejectedRequests++;
            var shown = reason.Length > Protobuf.AnyValueText.Longest ? reason[..Protobuf.AnyValueText.Longest] : reason;
            _rejectedRequests.Add(new Rejection(transport, signal, shown, ""), Clock.GetUtcNow());
        }
    }

    /// <summary>Notes a record that carried a tenant that it should not; for those who hold the lock.</summary>
    public void Unexpected(TenantStatistics tenant, UnexpectedTenant record, UInt128 traceId)
    {
        tenant.Unexpected++;
        tenant.UnexpectedTenants.Add(record, Clock.GetUtcNow(), traceId: traceId);
    }

    /// <summary>Every rejection that is kept, newest first; for those who hold the lock.</summary>
    public IEnumerable<Counted<Rejection>> Rejections() =>
        _rejectedRequests.NewestFirst.Concat(_tenants.Values.SelectMany(tenant => tenant.Rejections.NewestFirst))
            .OrderByDescending(one => one.Last);

    public void TraceDropped(string tenant, ulong traceKey)
    {
        lock (Lock)
        {
            if (Find(tenant) is { } known && known.Traces.TryGet(traceKey, out var packed))
            {
                known.Traces.Replace(traceKey, (TraceState.Of(packed) with { Fate = TraceFate.Dropped }).Packed);
            }
        }
    }

    private static int TracesPerSecond(ForwardLimits? forwarding) => forwarding?.TracesPerSecond ?? 1;
}

/// <summary>How much is forwarded.</summary>
/// <param name="Bytes">Bytes that wait to be forwarded.</param>
/// <param name="TracesPerSecond">Traces of a tenant above which they are sampled.</param>
internal sealed record ForwardLimits(long Bytes, int TracesPerSecond);
