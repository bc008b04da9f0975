using DemoApp.OtlpViewer.Telemetry;

namespace DemoApp.OtlpViewer.Ingest;

/// <summary>Notes every export over gRPC that was answered with an error, whoever made it: a library's limit as well as ours.</summary>
internal sealed class GrpcRefusals(ArrivalBook book, TimeProvider clock)
{
    private const string ServicePrefix = "/opentelemetry.proto.collector.";

    public async Task InvokeAsync(HttpContext http, RequestDelegate next)
    {
        await next(http);
        if (!http.Request.Path.Value!.StartsWith(ServicePrefix, StringComparison.Ordinal) || http.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        // Without a message the status is in the headers, else behind it.
        var trailers = http.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseTrailersFeature>()?.Trailers;
        var headers = trailers is { Count: > 0 } ? trailers : http.Response.Headers;
        var status = headers["grpc-status"].ToString();
        if (status is "0")
        {
            return;
        }

        var reason = status.Length > 0 ? Uri.UnescapeDataString(headers["grpc-message"].ToString()) : $"HTTP status {http.Response.StatusCode}";
        book.Refused(new Refusal(clock.GetUtcNow(), "grpc", SignalOf(http.Request.Path.Value), reason, 0, ""), wholeRequest: true);
    }

    private static Signal SignalOf(string path) => path[ServicePrefix.Length..] switch
    {
        var service when service.StartsWith("trace", StringComparison.Ordinal) => Signal.Traces,
        var service when service.StartsWith("metrics", StringComparison.Ordinal) => Signal.Metrics,
        _ => Signal.Logs,
    };
}
