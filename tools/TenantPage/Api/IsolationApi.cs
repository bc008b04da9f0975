using DemoApp.TenantPage.Ingest;
using DemoApp.TenantPage.Telemetry;

namespace DemoApp.TenantPage.Api;

/// <summary>GET /api/isolation: what came of whom, what was refused, and what carried a tenant that it should not.</summary>
internal sealed class IsolationApi(TelemetryStores stores, TailReaders readers)
{
    public Isolation Get()
    {
        var limits = stores.Limits;
        var (unexpected, refusals) = stores.Book.Newest();
        return new Isolation(
            stores.Book.Expected,
            [.. stores.Book.Tenants().Select(tenant => Of(tenant.Tenant, tenant.Arrivals))],
            [.. unexpected.Select(one => new UnexpectedDto(
                ApiTime.Of(one.Time), Name(one.Signal), one.Tenant, one.Carried, one.Where, one.Service, OtlpIds.Text(one.TraceId), one.Detail))],
            [.. refusals.Select(one => new RefusalDto(ApiTime.Of(one.Time), one.Transport, Name(one.Signal), one.Reason, one.Items, one.Tenant, one.Count))],
            readers.SlowCount,
            readers.SkippedCount,
            new LimitsDto(
                limits.Tenants, limits.SpansPerTenant, limits.SpanBytesPerTenant, limits.SpansPerTrace, limits.LogsPerTenant, limits.LogBytesPerTenant,
                limits.SeriesPerTenant, limits.PointsPerSeries, limits.RequestBytes));
    }

    private TenantDto Of(string tenant, TenantArrivals arrivals)
    {
        var spans = stores.Traces.Counts(tenant);
        var (records, logBytes, evictedLogs) = stores.Logs.Of(tenant).Counts;
        var series = stores.Metrics.Of(tenant).Counts;
        return new TenantDto(
            tenant, stores.Book.IsExpected(tenant), arrivals.Accepted, arrivals.Refused,
            new KeptCounts(spans.Spans, spans.Traces, series.Series, records),
            new KeptCounts(spans.EvictedSpans, spans.EvictedTraces, series.Evicted, evictedLogs),
            spans.Bytes + logBytes, arrivals.Requests, ApiTime.Of(arrivals.Last), arrivals.Unexpected);
    }

    private static string Name(Signal signal) => signal.ToString().ToLowerInvariant();
}

internal sealed record Isolation(
    IReadOnlyCollection<string>? Expected, List<TenantDto> Tenants, List<UnexpectedDto> Unexpected, List<RefusalDto> Refusals,
    long SlowReaders, long SkippedRecords, LimitsDto Limits);

internal sealed record TenantDto(
    string Name, bool Expected, SignalCounts Accepted, SignalCounts Refused, KeptCounts Held, KeptCounts Evicted,
    long Bytes, long Requests, double? LastArrival, long Unexpected);

internal sealed record KeptCounts(long Spans, long Traces, long Series, long Logs);

internal sealed record UnexpectedDto(double Time, string Signal, string Tenant, string Carried, string Where, string Service, string TraceId, string Detail);

internal sealed record RefusalDto(double Time, string Transport, string Signal, string Reason, long Items, string Tenant, long Count);

internal sealed record LimitsDto(
    int Tenants, int SpansPerTenant, long SpanBytesPerTenant, int SpansPerTrace, int LogsPerTenant, long LogBytesPerTenant,
    int SeriesPerTenant, int PointsPerSeries, int RequestBytes);
