using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace DemoApp.ServiceDefaults;

/// <summary>The endpoints that both services have beside their own.</summary>
internal static class DefaultEndpoints
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var settings = app.ServiceProvider.GetRequiredService<ServiceSettings>();
        var healthy = TypedResults.Ok(new HealthResponse("healthy", settings.ServiceName, settings.TenantId));
        var alive = TypedResults.Ok(new HealthResponse("alive", settings.ServiceName, settings.TenantId));
        var metrics = TypedResults.Ok(new MetricsResponse(
            "Metrics leave by OTLP: ask the OpenTelemetry Collector that receives them", settings.ServiceName, settings.TenantId));

        var probes = app.MapGroup("").WithTags("Health").DisableHttpMetrics();
        probes.MapGet(Probes.Health, Ok<HealthResponse> () => healthy).WithSummary("Says that the service answers, and for whom.");
        probes.MapGet(Probes.Alive, Ok<HealthResponse> () => alive).WithSummary("Liveness: asks nothing but the process itself.");
        probes.MapGet(Probes.Ready, ReadyAsync)
            .WithSummary("Readiness: includes the Dapr sidecar where the service needs it.")
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        foreach (var path in Probes.OfSidecar)
        {
            // 404 is the answer of an app that has none of it (Dapr, app channel).
            probes.MapGet(path, NotFound () => TypedResults.NotFound()).ExcludeFromDescription();
        }

        app.MapGet("/metrics", Ok<MetricsResponse> () => metrics).WithTags("Health")
            .WithSummary("Says where the metrics are; there is nothing to scrape here.");
        app.MapOpenApi();
    }

    private static async Task<Results<Ok<HealthResponse>, ProblemHttpResult>> ReadyAsync(
        HttpResponse response, HealthCheckService health, ServiceSettings settings, CancellationToken cancellation)
    {
        var report = await health.CheckHealthAsync(static check => check.Tags.Contains(SidecarHealthCheck.ReadyTag), cancellation);
        if (report.Status == HealthStatus.Healthy)
        {
            return TypedResults.Ok(new HealthResponse("ready", settings.ServiceName, settings.TenantId));
        }

        var reasons = report.Entries.Where(entry => entry.Value.Status != HealthStatus.Healthy).Select(entry => entry.Value.Description ?? entry.Key);
        return Problems.Unavailable(response, string.Join(' ', reasons));
    }
}
