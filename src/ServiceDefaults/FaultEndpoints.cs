using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace DemoApp.ServiceDefaults;

/// <summary><c>GET, PUT, DELETE /faults</c>: the faults of this one process, changed while it runs.</summary>
public static class FaultEndpoints
{
    private const string Path = "/faults";
    private const int MaxBodyBytes = 4096;

    /// <summary>Maps the endpoints where <c>FAULTS_API</c> is true; else there is nothing at their path.</summary>
    /// <param name="app">The service.</param>
    /// <param name="hasDatabase">True where the service has a database that can be made to fail.</param>
    public static void MapFaults(this IEndpointRouteBuilder app, bool hasDatabase = false)
    {
        var settings = app.ServiceProvider.GetRequiredService<ServiceSettings>();
        if (!settings.FaultsApi)
        {
            return;
        }

        var faults = app.MapGroup("").RequireAppToken(settings.AppApiToken).WithTags("Faults");
        faults.MapGet(Path, (FaultInjection injection) => Answer(injection.Active, hasDatabase))
            .WithSummary("Says which faults are in force in this process, and until when.")
            .ProducesProblem(StatusCodes.Status401Unauthorized);
        faults.MapDelete(Path, (FaultInjection injection) => Answer(injection.Reset(), hasDatabase))
            .WithSummary("Puts the faults of the environment in force again.")
            .ProducesProblem(StatusCodes.Status401Unauthorized);
        faults.MapPut(Path, (HttpRequest request, FaultInjection injection, CancellationToken cancellation) => PutAsync(request, injection, hasDatabase, cancellation))
            .WithSummary("Puts faults in force in this process until they expire; what is left out is as the environment says.")
            .Accepts<FaultsRequest>("application/json")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
    }

    private static async Task<Results<Ok<FaultsResponse>, ProblemHttpResult>> PutAsync(
        HttpRequest request, FaultInjection injection, bool hasDatabase, CancellationToken cancellation)
    {
        var (body, problem) = await RequestBody.ReadAsync(request, MaxBodyBytes, cancellation);
        if (body is null)
        {
            return problem!;
        }

        using (body)
        {
            (var faults, var lifetime, problem) = FaultsBody.Read(body.Bytes, injection.Started, hasDatabase);
            return problem is null ? Answer(injection.Replace(faults, lifetime), hasDatabase) : problem;
        }
    }

    private static Ok<FaultsResponse> Answer(ActiveFaults active, bool hasDatabase) => TypedResults.Ok(new FaultsResponse(
        active.Settings.ErrorRate,
        active.Settings.LatencyMs,
        hasDatabase ? active.Settings.DatabaseFailureRate : null,
        hasDatabase ? active.Settings.DatabaseLatencyMs : null,
        active.ExpiresAt is null ? "environment" : "api",
        active.ExpiresAt?.UtcDateTime));
}
