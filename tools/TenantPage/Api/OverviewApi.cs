using DemoApp.TenantPage.Telemetry;
using DemoApp.TenantPage.Topology;

namespace DemoApp.TenantPage.Api;

/// <summary>GET /api/overview: a row for each tenant and service.</summary>
internal sealed class OverviewApi(TelemetryStores stores, LocalTopology topology, AppHealth health)
{
    public Overview Get()
    {
        var now = stores.Clock.GetUtcNow();
        var firstBucket = (RequestRates.Bucket(now) - RequestRate.Buckets + 1) * RequestRate.BucketSeconds;
        var rows = stores.Rates.Summaries(now).Select(rated => Row(rated.Service, rated.Summary)).ToList();
        // What the run file has and nobody has called yet is there, too, with nothing counted.
        var quiet = RateSummary.Of(new RequestRate.Bucket?[RequestRate.Buckets], 0);
        rows.AddRange(topology.Apps.Where(app => app.Tenant is not null)
            .Select(app => new RatedService(app.Tenant!, app.Service, Sidecar: false))
            .Where(service => !rows.Exists(row => row.Is(service)))
            .Select(service => Row(service, quiet)));
        return new Overview(
            ApiTime.Of(now), RequestRate.BucketSeconds, RequestRate.Buckets, firstBucket * 1000.0, Collector(),
            [
                .. rows.OrderBy(row => row.Tenant, StringComparer.Ordinal).ThenBy(row => row.Sidecar)
                    .ThenByDescending(row => row.Service, StringComparer.Ordinal),
            ]);
    }

    private OverviewRow Row(RatedService service, RateSummary summary)
    {
        var app = topology.Apps.FirstOrDefault(app => app.Tenant == service.Tenant && (service.Sidecar ? app.AppId : app.Service) == service.Service)
            ?? topology.Apps.FirstOrDefault(app => service.Sidecar && app.AppId == service.Service);
        return new OverviewRow(
            service.Tenant, service.Service, service.Sidecar, app?.AppId,
            summary.Requests, summary.RequestsPerSecond, summary.ErrorRate, summary.P50Ms, summary.P90Ms, summary.P99Ms,
            summary.Rate, summary.Errors, summary.P50, summary.P99,
            app is null ? HealthState.Unknown : health.OfApp(app.AppId),
            app is null ? HealthState.Unknown : health.OfSidecar(app.AppId));
    }

    private CollectorState Collector()
    {
        var tenants = stores.Book.Tenants().ConvertAll(tenant => tenant.Arrivals);
        return new CollectorState(
            ApiTime.Of(stores.Started),
            ApiTime.Of(tenants.Max(tenant => tenant.Last)),
            tenants.Sum(tenant => tenant.Accepted.Spans),
            tenants.Sum(tenant => tenant.Accepted.Points),
            tenants.Sum(tenant => tenant.Accepted.Logs),
            tenants.Sum(tenant => tenant.Refused.Total),
            stores.Book.RefusedRequests,
            GC.GetTotalMemory(forceFullCollection: false),
            Environment.WorkingSet);
    }
}

internal sealed record Overview(double Now, int BucketSeconds, int Buckets, double FirstBucket, CollectorState Collector, List<OverviewRow> Rows);

internal sealed record CollectorState(
    double Started, double? LastArrival, long Spans, long Points, long Logs, long RefusedItems, long RefusedRequests, long ManagedBytes, long WorkingSetBytes);

internal sealed record OverviewRow(
    string Tenant, string Service, bool Sidecar, string? AppId,
    long Requests, double RequestsPerSecond, double? ErrorRate, double? P50Ms, double? P90Ms, double? P99Ms,
    double[] Rate, double?[] Errors, double?[] P50, double?[] P99, HealthState App, HealthState SidecarHealth)
{
    public bool Is(RatedService service) => (Tenant, Service, Sidecar) == (service.Tenant, service.Service, service.Sidecar);
}
