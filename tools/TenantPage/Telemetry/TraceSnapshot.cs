namespace DemoApp.TenantPage.Telemetry;

/// <summary>A trace at one moment.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Spans">Those that have arrived, in no order.</param>
/// <param name="LastArrival">When the last of them came.</param>
/// <param name="HasSibling">Whether another tenant sent spans of the same id.</param>
internal sealed record TraceSnapshot(UInt128 Id, string Tenant, IReadOnlyList<StoredSpan> Spans, DateTimeOffset LastArrival, bool HasSibling)
{
    /// <summary>When the first of them began.</summary>
    public ulong StartNano => Spans.Min(span => span.StartNano);

    /// <summary>From there to the end of the last one.</summary>
    public ulong DurationNano => Spans.Max(span => span.EndNano) - StartNano;
}

/// <summary>What a tenant's traces are and were.</summary>
internal readonly record struct TraceCounts(int Traces, int Spans, long Bytes, long EvictedTraces, long EvictedSpans);
