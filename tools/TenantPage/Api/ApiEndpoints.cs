using Microsoft.AspNetCore.Mvc;

namespace DemoApp.TenantPage.Api;

/// <summary>What the page asks for, and anybody else may.</summary>
internal static class ApiEndpoints
{
    public static void MapApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/trace/{id}", (string id, TraceApi traces, CancellationToken cancellationToken) =>
            traces.LinkAsync(id, cancellationToken));
        var api = endpoints.MapGroup("/api");
        api.MapGet("/overview", (OverviewApi overview) => overview.Get());
        api.MapGet("/isolation", (IsolationApi isolation) => isolation.Get());
        api.MapGet("/isolation/report", (ReportApi report, HttpResponse response) => report.Get(response));
        api.MapPost("/isolation/probe", ([FromBody] ProbeRequest wanted, ProbeApi probe, CancellationToken cancellationToken) =>
            probe.PostAsync(wanted, cancellationToken));
        api.MapGet("/traces/{id}", (string id, TraceApi traces) => traces.Get(id));
        api.MapGet("/topology", (TopologyApi topology) => topology.Get());
        api.MapGet("/faults/{appId}", (string appId, FaultApi faults, CancellationToken cancellationToken) =>
            faults.GetAsync(appId, cancellationToken));
        api.MapPut("/faults/{appId}", (string appId, HttpRequest request, FaultApi faults, CancellationToken cancellationToken) =>
            faults.PutAsync(appId, request, cancellationToken));
        api.MapDelete("/faults/{appId}", (string appId, FaultApi faults, CancellationToken cancellationToken) =>
            faults.DeleteAsync(appId, cancellationToken));
        api.MapPost("/try", ([FromBody] TryRequest wanted, TryApi attempt, CancellationToken cancellationToken) =>
            attempt.PostAsync(wanted, cancellationToken));
        api.MapFallback(() => Results.Problem("The API has nothing at this path.", statusCode: StatusCodes.Status404NotFound));
    }
}
