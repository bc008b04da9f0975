using DemoApp.TenantPage.Hosting;
using DemoApp.TenantPage.Statistics;
using DemoApp.TenantPage.Topology;

namespace DemoApp.TenantPage.Api;

/// <summary>GET /api/overview: a row for each tenant and service.</summary>
internal sealed class OverviewApi(
    IngestStatistics statistics, ForwardState forwarding, LocalTopology topology, AppHealth health, FaultsInForce faults,
    PageOptions options)
{
    /// <summary>Exporters send every five seconds, so what ended before that is complete.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(5);

    public Overview Get()
    {
        var now = statistics.Clock.GetUtcNow();
        var settled = ServiceRate.NumberOf(now - Settled) - 1;
        lock (statistics.Lock)
        {
            var rows = statistics.Tenants
                .SelectMany(tenant => tenant.Rates.Select(rate => Row(tenant.Name, rate.Key, rate.Value.Summarize(settled, now), tenant)))
                .ToList();
            // An app that was never called has a row too.
            rows.AddRange(topology.Apps.Where(app => app.Tenant is not null && !rows.Exists(row => row.Is(app)))
                .Select(app => Row(app.Tenant!, new RatedService(app.Service, false), new ServiceRate().Summarize(settled, now), null)));
            return new Overview(
                ApiTime.Of(now), ServiceRate.BucketSeconds, ServiceRate.Buckets,
                (settled - ServiceRate.Buckets + 1) * ServiceRate.BucketSeconds * 1000.0,
                options.Dashboard?.GetLeftPart(UriPartial.Authority), Collector(), forwarding.Get(statistics.Tenants),
                [
                    .. rows.OrderBy(row => row.Tenant, StringComparer.Ordinal).ThenBy(row => row.Sidecar)
                        .ThenByDescending(row => row.Service, StringComparer.Ordinal),
                ],
                [
                    .. statistics.Tenants.Where(tenant => tenant.UncountedRequests > 0)
                        .Select(tenant => new UncountedDto(tenant.Name, tenant.UncountedRequests, TenantStatistics.Services)),
                ]);
        }
    }

    private OverviewRow Row(string tenant, RatedService rated, RateSummary summary, TenantStatistics? seen)
    {
        var app = topology.Apps.FirstOrDefault(app => app.Tenant == tenant && (rated.IsSidecar ? app.AppId : app.Service) == rated.Service)
            ?? topology.Apps.FirstOrDefault(app => rated.IsSidecar && app.AppId == rated.Service);
        var fault = rated.IsSidecar ? null : faults.Of(app?.AppId, seen?.Faults.GetValueOrDefault(rated.Service));
        return new OverviewRow(
            tenant, rated.Service, rated.IsSidecar, app?.AppId,
            summary.Requests, summary.RequestsPerSecond, summary.ErrorRate, summary.P50Ms, summary.P90Ms, summary.P99Ms,
            summary.Rate, summary.Errors, summary.P50, summary.P99,
            health.OfApp(app?.AppId), health.OfSidecar(app?.AppId), summary.Refused, summary.Errors15,
            [.. summary.Slowest.Select(one => new SlowTraceDto(one.Id, one.DurationNano / 1e6, ApiTime.Of(one.Time), one.IsForwarded))],
            [.. summary.Failed.Select(one => new FailedTraceDto(one.Id, one.HttpStatus, ApiTime.Of(one.Time), one.IsForwarded))],
            fault?.Sentence, ApiTime.Of(fault?.Since));
    }

    private CollectorState Collector()
    {
        var accepted = statistics.Tenants.Aggregate(SignalCounts.None, (sum, tenant) => sum.Plus(tenant.Accepted));
        return new CollectorState(
            ApiTime.Of(statistics.Started), ApiTime.Of(statistics.Tenants.Max(tenant => tenant.Last)),
            accepted.Spans, accepted.Points, accepted.Logs, statistics.Tenants.Sum(tenant => tenant.Rejected.Total),
            statistics.RejectedRequests, GC.GetTotalMemory(forceFullCollection: false), Environment.WorkingSet);
    }
}

internal sealed record Overview(
    double Now, int BucketSeconds, int Buckets, double FirstBucket, string? DashboardUrl, CollectorState Collector, ForwardDto Forward,
    List<OverviewRow> Rows, List<UncountedDto> Uncounted);

internal sealed record CollectorState(
    double Started, double? LastArrival, long Spans, long Points, long Logs, long RefusedItems, long RefusedRequests,
    long ManagedBytes, long WorkingSetBytes);

internal sealed record OverviewRow(
    string Tenant, string Service, bool Sidecar, string? AppId,
    long Requests, double RequestsPerSecond, double? ErrorRate, double? P50Ms, double? P90Ms, double? P99Ms,
    double[] Rate, double?[] Errors, double?[] P50, double?[] P99, HealthState App, HealthState SidecarHealth,
    long Refused, long Errors15, List<SlowTraceDto> Slowest, List<FailedTraceDto> Failed, string? Fault, double? FaultSince)
{
    public bool Is(LocalApp app) => (Tenant, Service, Sidecar) == (app.Tenant!, app.Service, false);
}

internal sealed record SlowTraceDto(string TraceId, double DurationMs, double Time, bool Forwarded);

internal sealed record FailedTraceDto(string TraceId, int Status, double Time, bool Forwarded);

internal sealed record UncountedDto(string Tenant, long Requests, int ServicesCounted);
