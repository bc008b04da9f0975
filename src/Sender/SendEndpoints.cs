using System.Diagnostics;
using DemoApp.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DemoApp.Sender;

/// <summary><c>POST /send</c>.</summary>
internal static class SendEndpoints
{
    public static void MapSend(this IEndpointRouteBuilder app) => app.MapPost("/send", SendAsync)
        .WithTags("Send")
        .WithSummary("Passes the body on to the Receiver and answers with what it answered.")
        .Accepts<SendRequest>(isOptional: true, "application/json")
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
        .ProducesProblem(StatusCodes.Status500InternalServerError)
        .ProducesProblem(StatusCodes.Status502BadGateway)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .ProducesProblem(StatusCodes.Status504GatewayTimeout);

    private static async Task<Results<Ok<SendResponse>, ProblemHttpResult>> SendAsync(
        HttpContext http, ServiceSettings service, FaultInjection faults, ReceiverClient receiver, CancellationToken cancellation)
    {
        Activity.Current?.SetTag(Names.AppEndpointType, "api").SetTag(Names.AppTenantId, service.TenantId)
            // For all that comes behind this service; a caller's own word for it is overwritten.
            .SetBaggage(Names.TenantId, service.TenantId);

        var (message, problem) = await IncomingMessage.ReadAsync(http.Request, service.TenantId, envelopeBytes: 0, cancellation);
        if (message is null)
        {
            return problem!;
        }

        using (message)
        {
            if (await faults.InjectAsync(cancellation))
            {
                return Problems.Of(StatusCodes.Status500InternalServerError, "Simulated error");
            }

            using var content = ProcessRequestContent.Create(message.RequestId, service.TenantId, service.ServiceName, message.Raw);
            message.ReleaseBody();
            var reply = await receiver.ProcessAsync(message.RequestId, content, cancellation);
            return reply.Outcome switch
            {
                ReceiverOutcome.Processed => TypedResults.Ok(new SendResponse("success", service.ServiceName, service.TenantId, reply.Body)),
                ReceiverOutcome.TimedOut => Problems.Of(StatusCodes.Status504GatewayTimeout,
                    "Receiver service error: it did not answer in time. The request may have been processed; send it again with the same request_id."),
                ReceiverOutcome.NoSidecar => Problems.Unavailable(http.Response,
                    "The Dapr sidecar of this service does not answer. Nothing was sent; try again."),
                ReceiverOutcome.Refused => Problems.Of(StatusCodes.Status502BadGateway,
                    "Receiver service error: the request was not processed. The log of this service has the reason."),
                _ => Problems.Of(StatusCodes.Status502BadGateway,
                    "Receiver service error: the request may have been processed; send it again with the same request_id. The log of this service has the reason."),
            };
        }
    }
}
