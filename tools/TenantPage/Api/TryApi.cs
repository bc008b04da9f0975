using DemoApp.TenantPage.Topology;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DemoApp.TenantPage.Api;

/// <summary>POST /api/try: sends a request as a caller would, and gives its trace to the page.</summary>
internal sealed class TryApi(SenderCall call)
{
    public async Task<Results<Ok<TryAnswer>, ProblemHttpResult>> PostAsync(TryRequest wanted, CancellationToken cancellationToken)
    {
        if (call.Find(wanted.Tenant) is not { } sender)
        {
            return TypedResults.Problem(call.NotFound(wanted.Tenant), statusCode: StatusCodes.Status404NotFound);
        }

        try
        {
            var answer = await call.SendAsync(sender, new SendBody(wanted.Message ?? "Hello from the page"), cancellationToken);
            return TypedResults.Ok(new TryAnswer(answer.TraceId, answer.Status, answer.DurationMs, answer.Body));
        }
        catch (AppCallException e)
        {
            return TypedResults.Problem(e.Message, statusCode: StatusCodes.Status502BadGateway);
        }
    }
}

internal sealed record TryRequest(string? Tenant, string? Message);

internal sealed record TryAnswer(string TraceId, int Status, double DurationMs, string Body);
