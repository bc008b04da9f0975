namespace DemoApp.TenantPage.Telemetry;

/// <summary>All traces, by tenant. A tenant over its limit loses its own oldest traces and nobody else's.</summary>
internal sealed class TraceStore(ViewerLimits limits, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, Trace> _byId = [];
    private readonly Dictionary<string, TenantTraces> _byTenant = [];

    /// <summary>
    /// Keeps a span. Where its resource names no tenant it goes to the trace that is there already, and waits as one of
    /// <see cref="TenantName.Unknown"/> until a span of the same trace names one.
    /// </summary>
    /// <returns>False where the trace is full: the span was not kept.</returns>
    public bool Add(UInt128 traceId, StoredSpan span, out string? otherTenant)
    {
        lock (_lock)
        {
            var trace = Find(traceId, span.Resource.Tenant, out otherTenant);
            if (trace.SpanCount >= limits.SpansPerTrace || trace.Bytes + span.Bytes > limits.SpanBytesPerTenant)
            {
                return false;
            }

            var tenant = Of(trace.Tenant);
            var before = trace.Bytes;
            var isNew = trace.Add(span, clock.GetUtcNow());
            tenant.Count(isNew ? 1 : 0, trace.Bytes - before);
            Shrink(tenant, trace);
            return true;
        }
    }

    /// <summary>Traces of a tenant, or of all, newest first.</summary>
    public List<Trace> List(string? tenant)
    {
        lock (_lock)
        {
            return tenant is null
                ? [.. _byTenant.Values.SelectMany(traces => traces.NewestFirst)]
                : _byTenant.TryGetValue(tenant, out var traces) ? [.. traces.NewestFirst] : [];
        }
    }

    /// <summary>The traces of that id, one for each tenant that sent one.</summary>
    public List<TraceSnapshot> Find(UInt128 id)
    {
        lock (_lock)
        {
            var found = new List<TraceSnapshot>();
            for (var trace = _byId.GetValueOrDefault(id); trace is not null; trace = trace.Next)
            {
                found.Add(Copy(trace));
            }

            return found;
        }
    }

    /// <summary>Whether a trace of that id is kept, for links to it.</summary>
    public bool Has(UInt128 id)
    {
        lock (_lock)
        {
            return _byId.ContainsKey(id);
        }
    }

    /// <summary>A trace as it is now, though it may have been evicted since it was listed.</summary>
    public TraceSnapshot Snapshot(Trace trace)
    {
        lock (_lock)
        {
            return Copy(trace);
        }
    }

    /// <summary>What a tenant holds and lost.</summary>
    public TraceCounts Counts(string tenant)
    {
        lock (_lock)
        {
            return _byTenant.TryGetValue(tenant, out var traces)
                ? new TraceCounts(traces.TraceCount, traces.SpanCount, traces.Bytes, traces.EvictedTraces, traces.EvictedSpans)
                : default;
        }
    }

    private TraceSnapshot Copy(Trace trace) => new(
        trace.Id,
        trace.Tenant ?? TenantName.Unknown,
        [.. trace.Spans],
        trace.LastArrival,
        HasSibling: _byId.GetValueOrDefault(trace.Id) is { } first && (first != trace || first.Next is not null));

    private Trace Find(UInt128 id, string? tenant, out string? otherTenant)
    {
        otherTenant = null;
        var first = _byId.GetValueOrDefault(id);
        for (var trace = first; trace is not null; trace = trace.Next)
        {
            if (tenant is null || trace.Tenant == tenant)
            {
                return trace;
            }

            if (trace.Tenant is null)
            {
                // Its spans came first and said nothing of a tenant, as a sidecar's do.
                Of(null).Remove(trace);
                trace.Tenant = tenant;
                Of(tenant).Add(trace);
                return trace;
            }

            otherTenant = trace.Tenant;
        }

        var added = new Trace(id) { Tenant = tenant, Next = first };
        _byId[id] = added;
        Of(tenant).Add(added);
        return added;
    }

    private void Shrink(TenantTraces tenant, Trace keep)
    {
        while ((tenant.SpanCount > limits.SpansPerTenant || tenant.Bytes > limits.SpanBytesPerTenant) && tenant.OldestBut(keep) is { } oldest)
        {
            tenant.Evict(oldest);
            Unlink(oldest);
        }
    }

    private void Unlink(Trace gone)
    {
        var first = _byId[gone.Id];
        if (first == gone)
        {
            if (gone.Next is null)
            {
                _byId.Remove(gone.Id);
            }
            else
            {
                _byId[gone.Id] = gone.Next;
            }

            return;
        }

        while (first.Next != gone)
        {
            first = first.Next!;
        }

        first.Next = gone.Next;
    }

    private TenantTraces Of(string? tenant)
    {
        var name = tenant ?? TenantName.Unknown;
        return _byTenant.TryGetValue(name, out var traces) ? traces : _byTenant[name] = new TenantTraces();
    }
}
