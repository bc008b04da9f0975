namespace DemoApp.TenantPage.Telemetry;

/// <summary>Who sent how much, what of it was refused and why, and what carried a tenant that it should not.</summary>
internal sealed class ArrivalBook(IReadOnlyCollection<string>? expected, ViewerLimits limits, TimeProvider clock)
{
    private const int UnexpectedKept = 200;
    private const int RefusalsKept = 100;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, TenantArrivals> _tenants = [];
    private readonly LinkedList<UnexpectedTenant> _unexpected = new();
    private readonly LinkedList<Refusal> _refusals = new();

    /// <summary>The tenants whose telemetry may arrive, or null where any may.</summary>
    public IReadOnlyCollection<string>? Expected { get; } = expected;

    /// <summary>Requests that were refused as a whole: malformed, too large, too many.</summary>
    public long RefusedRequests { get; private set; }

    /// <summary>Whether telemetry of that tenant is what was expected here.</summary>
    public bool IsExpected(string tenant) => Expected is null || tenant == TenantName.Unknown || Expected.Contains(tenant);

    /// <summary>Makes a place for the tenant; false where there are too many already.</summary>
    public bool Admit(string tenant)
    {
        lock (_lock)
        {
            // A place is always left for those that are expected, and for what names no tenant.
            if (!_tenants.ContainsKey(tenant))
            {
                if (_tenants.Count >= limits.Tenants && !(Expected?.Contains(tenant) ?? false) && tenant != TenantName.Unknown)
                {
                    return false;
                }

                _tenants[tenant] = TenantArrivals.None;
            }

            return true;
        }
    }

    /// <summary>Notes what one request brought of one tenant.</summary>
    public void Arrived(string tenant, Signal signal, long accepted, long refused)
    {
        lock (_lock)
        {
            var before = _tenants.GetValueOrDefault(tenant, TenantArrivals.None);
            _tenants[tenant] = before with
            {
                Accepted = before.Accepted.Plus(signal, accepted),
                Refused = before.Refused.Plus(signal, refused),
                Requests = before.Requests + 1,
                Last = clock.GetUtcNow(),
            };
        }
    }

    /// <summary>Notes a record that carried a tenant that it should not.</summary>
    public void Unexpected(UnexpectedTenant record)
    {
        lock (_lock)
        {
            var before = _tenants.GetValueOrDefault(record.Tenant, TenantArrivals.None);
            _tenants[record.Tenant] = before with { Unexpected = before.Unexpected + 1 };
            AddNewest(_unexpected, record, UnexpectedKept);
        }
    }

    /// <summary>Notes that items, or a whole request, were refused.</summary>
    public void Refused(Refusal refusal, bool wholeRequest)
    {
        lock (_lock)
        {
            RefusedRequests += wholeRequest ? 1 : 0;
            if (_refusals.First is { Value: var newest } && newest.IsTheSameAgainAs(refusal))
            {
                _refusals.First.Value = refusal with { Items = newest.Items + refusal.Items, Count = newest.Count + 1 };
                return;
            }

            AddNewest(_refusals, refusal, RefusalsKept);
        }
    }

    /// <summary>Every tenant that is expected or was seen, by name.</summary>
    public List<(string Tenant, TenantArrivals Arrivals)> Tenants()
    {
        lock (_lock)
        {
            return
            [
                .. _tenants.Keys.Union(Expected ?? []).Order(StringComparer.Ordinal)
                    .Select(name => (name, _tenants.GetValueOrDefault(name, TenantArrivals.None))),
            ];
        }
    }

    /// <summary>The newest of both lists.</summary>
    public (List<UnexpectedTenant> Unexpected, List<Refusal> Refusals) Newest()
    {
        lock (_lock)
        {
            return ([.. _unexpected], [.. _refusals]);
        }
    }

    private static void AddNewest<T>(LinkedList<T> list, T value, int kept)
    {
        list.AddFirst(value);
        if (list.Count > kept)
        {
            list.RemoveLast();
        }
    }
}
