using System.Net;
using DemoApp.TenantPage.Hosting;
using DemoApp.TenantPage.Statistics;
using DemoApp.TenantPage.Topology;

namespace DemoApp.TenantPage.Api;

/// <summary>GET /api/traces/{id} and /trace/{id}: whether a trace is on the dashboard, and the way there.</summary>
internal sealed class TraceApi(IngestStatistics statistics, PageOptions options, AppClient client)
{
    public IResult Get(string id) => TraceKey.TryParse(id, out var traceId)
        ? Results.Ok(Find(traceId))
        : Results.Problem($"\"{id}\" is not a trace id: 32 hexadecimal digits.", statusCode: StatusCodes.Status404NotFound);

    public async Task<IResult> LinkAsync(string id, CancellationToken cancellationToken)
    {
        if (!TraceKey.TryParse(id, out var traceId))
        {
            return Say(StatusCodes.Status404NotFound, $"\"{id}\" is not a trace id: 32 hexadecimal digits.");
        }

        if (options.Dashboard is not { } address)
        {
            return Say(StatusCodes.Status404NotFound, $"Trace {id} cannot be shown: no dashboard runs (--dashboard-url).");
        }

        var (_, fate) = Fate(traceId);
        if (fate == TraceFate.SampledOut)
        {
            return Say(StatusCodes.Status410Gone,
                $"Trace {id} was sampled out: its tenant sent more than {options.ForwardLimits.TracesPerSecond} traces per second.");
        }

        if (fate == TraceFate.Dropped)
        {
            return Say(StatusCodes.Status410Gone, $"Trace {id} was lost on its way to the dashboard: more came than could be forwarded.");
        }

        // Its API answers with a problem if there is no such trace; a dashboard without that API is believed to have it.
        var answer = await client.HeadersAsync(new Uri(address, $"/api/telemetry/traces/{id}"), cancellationToken);
        return answer is (404, "application/problem+json")
            ? Say(StatusCodes.Status410Gone, $"The dashboard does not have trace {id}: it keeps the newest only.")
            : Results.Redirect(new Uri(address, $"/traces/detail/{id}").ToString());
    }

    private TraceDto Find(UInt128 traceId)
    {
        var (tenant, fate) = Fate(traceId);
        lock (statistics.Lock)
        {
            return tenant is not null && statistics.Find(tenant)!.Traces.TryGet(TraceKey.Of(traceId), out var packed)
                ? new TraceDto(true, fate == TraceFate.Forwarded, tenant, ApiTime.Of(TraceState.Of(packed).Time))
                : new TraceDto(false, false, null, null);
        }
    }

    private (string? Tenant, TraceFate? Fate) Fate(UInt128 traceId)
    {
        lock (statistics.Lock)
        {
            // A trace is the tenant's that says so; telemetry without a tenant comes last.
            foreach (var tenant in statistics.Tenants.OrderBy(tenant => tenant.IsUnknown))
            {
                if (tenant.Traces.TryGet(TraceKey.Of(traceId), out var packed))
                {
                    return (tenant.Name, TraceState.Of(packed).Fate);
                }
            }

            return (null, null);
        }
    }

    private static IResult Say(int status, string sentence) => Results.Content(
        $"""
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Trace</title></head>
        <body><main><h1>No trace to show</h1><p>{WebUtility.HtmlEncode(sentence)}</p><p><a href="/">Back to the tenant page</a></p></main>
        </body></html>
        """,
        "text/html; charset=utf-8", statusCode: status);
}

internal sealed record TraceDto(bool Known, bool Forwarded, string? Tenant, double? Time);
