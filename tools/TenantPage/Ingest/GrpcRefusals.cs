using DemoApp.TenantPage.Telemetry;

namespace DemoApp.TenantPage.Ingest;

/// <summary>Notes every export over gRPC that was answered with an error, whoever made it: a library's limit as well as ours.</summary>
internal sealed class GrpcRefusals(ArrivalBook book, TimeProvider clock)
{
    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        await next(http);
        if (!OtlpPath.IsGrpc(http.Request.Path) || OtlpPath.SignalOf(http.Request.Path) is not { } signal || http.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        // Without a message the status is in the headers, else behind it. A request that did not get as far has none.
        var trailers = http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseTrailersFeature>()?.Trailers;
        var headers = trailers is { Count: > 0 } ? trailers : http.Response.Headers;
        var status = headers["grpc-status"].ToString();
        if (status is "0" or "")
        {
            return;
        }

        var reason = Uri.UnescapeDataString(headers["grpc-message"].ToString());
        book.Refused(new Refusal(clock.GetUtcNow(), "grpc", signal, reason, 0, ""), wholeRequest: true);
    }
}
