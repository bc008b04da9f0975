using DemoApp.TenantPage.Ingest;
using DemoApp.TenantPage.Statistics;

namespace DemoApp.TenantPage.Api;

/// <summary>GET /api/isolation: what each tenant sent and called, what was rejected or refused, unexpected tenants.</summary>
internal sealed class IsolationApi(IngestStatistics statistics, ForwardState forwarding)
{
    public Isolation Get()
    {
        lock (statistics.Lock)
        {
            return new Isolation(
                statistics.Expected,
                [.. statistics.Tenants.OrderBy(tenant => tenant.Name, StringComparer.Ordinal).Select(Of)],
                [
                    .. statistics.Tenants.SelectMany(tenant => tenant.UnexpectedTenants.NewestFirst).OrderByDescending(one => one.Last)
                        .Select(one => new UnexpectedDto(
                            ApiTime.Of(one.Last), one.Value.Signal.Name, one.Value.Tenant, one.Value.Carried, one.Value.Where,
                            one.Value.Service, TraceKey.Text(one.TraceId), one.Value.Detail, one.Count)),
                ],
                [
                    .. statistics.Rejections().Select(one => new RefusalDto(
                        ApiTime.Of(one.Last), one.Value.Transport, one.Value.Signal.Name, one.Value.Reason, one.Items,
                        one.Value.Tenant, one.Count)),
                ],
                new LimitsDto(statistics.MaxTenants, ExportBody.Limit, TenantStatistics.Services));
        }
    }

    private TenantDto Of(TenantStatistics tenant) => new(
        tenant.Name, statistics.IsExpected(tenant.Name), tenant.IsUnknown, tenant.Accepted, tenant.Rejected, tenant.Rejected,
        forwarding.DroppedOf(tenant.Name), tenant.SampledTraces, tenant.Requests, ApiTime.Of(tenant.Last), tenant.Unexpected,
        [
            .. tenant.RefusedRequests.NewestFirst.Select(one => new RefusedRequestDto(
                one.Value.Service, one.Value.Path, one.Count, ApiTime.Of(one.Last), one.Value.AskedBy)),
        ],
        [
            .. tenant.Calls.Select(call => new CallDto(
                new CallEndDto(call.Key.FromTenant, call.Key.FromService), new CallEndDto(call.Key.ToTenant, call.Key.ToService),
                call.Value.Count, call.Value.Errors)),
        ]);
}

internal sealed record Isolation(
    IReadOnlyCollection<string>? Expected, List<TenantDto> Tenants, List<UnexpectedDto> Unexpected, List<RefusalDto> Refusals,
    LimitsDto Limits);

internal sealed record TenantDto(
    string Name, bool Expected, bool Unknown, SignalCounts Accepted, SignalCounts Refused, SignalCounts Rejected, SignalCounts Dropped,
    long SampledTraces, long Requests, double? LastArrival, long Unexpected, List<RefusedRequestDto> RefusedRequests, List<CallDto> Calls);

internal sealed record RefusedRequestDto(string Service, string Path, long Count, double Last, string AskedBy);

internal sealed record CallDto(CallEndDto From, CallEndDto To, long Count, long Errors);

internal sealed record CallEndDto(string Tenant, string Service);

internal sealed record UnexpectedDto(
    double Time, string Signal, string Tenant, string Carried, string Where, string Service, string TraceId, string Detail, long Count);

internal sealed record RefusalDto(double Time, string Transport, string Signal, string Reason, long Items, string Tenant, long Count);

internal sealed record LimitsDto(int Tenants, int RequestBytes, int ServicesPerTenant);
