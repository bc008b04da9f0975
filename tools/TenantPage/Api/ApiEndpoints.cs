using Microsoft.AspNetCore.Mvc;

namespace DemoApp.TenantPage.Api;

/// <summary>What the page asks for, and anybody else may.</summary>
internal static class ApiEndpoints
{
    public static void MapApi(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api");
        api.MapGet("/overview", (OverviewApi overview) => overview.Get());
        api.MapGet("/traces", ([AsParameters] TraceFilter filter, TraceApi traces) => traces.List(filter));
        api.MapGet("/traces/{id}", (string id, TraceApi traces) =>
            traces.Find(id) is { } trace
                ? Results.Ok(trace)
                : Results.Problem($"No trace {id} is held: it has not come, or newer ones took its place.", statusCode: StatusCodes.Status404NotFound));
        api.MapGet("/logs", ([AsParameters] LogFilter filter, LogApi logs) => logs.List(filter));
        api.MapGet("/logs/tail", ([AsParameters] LogFilter filter, LogApi logs, HttpContext http, IHostApplicationLifetime lifetime) =>
        {
            TailReaders.Limit(http);
            // It has no end of its own, so it would keep a stop waiting.
            return TypedResults.ServerSentEvents(logs.TailAsync(filter, lifetime.ApplicationStopping));
        });
        api.MapGet("/metrics", (string? tenant, MetricApi metrics) => metrics.List(tenant));
        api.MapGet("/metrics/data", (string? tenant, string? service, string name, MetricApi metrics) =>
            metrics.Data(tenant, service, name) is { } data
                ? Results.Ok(data)
                : Results.Problem($"No instrument {name} has sent a point.", statusCode: StatusCodes.Status404NotFound));
        api.MapGet("/isolation", (IsolationApi isolation) => isolation.Get());
        api.MapGet("/topology", (TopologyApi topology) => topology.Get());
        api.MapGet("/faults/{appId}", (string appId, FaultApi faults, CancellationToken stop) => faults.GetAsync(appId, stop));
        api.MapPut("/faults/{appId}", (string appId, HttpRequest request, FaultApi faults, CancellationToken stop) => faults.PutAsync(appId, request, stop));
        api.MapDelete("/faults/{appId}", (string appId, FaultApi faults, CancellationToken stop) => faults.DeleteAsync(appId, stop));
        api.MapPost("/try", ([FromBody] TryRequest wanted, TryApi attempt, CancellationToken stop) => attempt.PostAsync(wanted, stop));
        api.MapFallback(() => Results.Problem("The API has nothing at this path.", statusCode: StatusCodes.Status404NotFound));
    }
}
