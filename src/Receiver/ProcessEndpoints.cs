using System.Diagnostics;
using DemoApp.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DemoApp.Receiver;

/// <summary><c>POST /process</c>.</summary>
internal static class ProcessEndpoints
{
    // What the Sender wraps around a body of the greatest length that it takes.
    private const int EnvelopeBytes = 1024;

    public static void MapProcess(this IEndpointRouteBuilder app)
    {
        var settings = app.ServiceProvider.GetRequiredService<ServiceSettings>();
        app.MapGroup("").RequireAppToken(settings.AppApiToken).MapPost("/process", ProcessAsync)
            .WithTags("Process")
            .WithSummary("Keeps the data in the state store, reads it back and says how long that took.")
            .Accepts<ProcessRequest>(isOptional: true, "application/json")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status500InternalServerError)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Results<Ok<ProcessResponse>, ProblemHttpResult>> ProcessAsync(
        HttpContext http, ServiceSettings service, FaultInjection faults, MessageProcessor processor, CancellationToken cancellation)
    {
        Activity.Current?.SetTag(Names.AppEndpointType, "api").SetTag(Names.AppTenantId, service.TenantId);

        var outcome = ProcessingOutcome.Failed;
        try
        {
            var (message, problem) = await IncomingMessage.ReadAsync(http.Request, service.TenantId, EnvelopeBytes, cancellation);
            if (message is null)
            {
                outcome = ProcessingOutcome.Refused;
                return problem!;
            }

            using (message)
            {
                var sender = message.Sender ?? "unknown";
                Activity.Current?.SetTag(Names.AppRequestId, message.RequestId).SetTag(Names.AppSenderService, sender);
                if (await faults.InjectAsync(cancellation))
                {
                    outcome = ProcessingOutcome.SimulatedError;
                    return Problems.Of(StatusCodes.Status500InternalServerError, "Simulated processing error");
                }

                var data = message.Data;
                var response = await processor.ProcessAsync(message.RequestId, sender, data, cancellation);
                outcome = ProcessingOutcome.Processed;
                return TypedResults.Ok(response);
            }
        }
        catch (StateStoreException)
        {
            outcome = ProcessingOutcome.StateStoreFailed;
            return Problems.Unavailable(http.Response, "The state store failed or was too slow, and may have kept the record. Send the request again with the same request_id.");
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            outcome = ProcessingOutcome.Cancelled;
            throw;
        }
        finally
        {
            ProcessingOutcome.Count(outcome);
        }
    }
}
