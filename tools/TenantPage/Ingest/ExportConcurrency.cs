using System.Threading.RateLimiting;
using DemoApp.TenantPage.Telemetry;
using Microsoft.AspNetCore.RateLimiting;

namespace DemoApp.TenantPage.Ingest;

/// <summary>
/// Lets a few exports be read at once and the next ones wait before they are read, so that memory is bounded however many send; what
/// cannot even wait is answered 503 with Retry-After, which exporters of both transports take as "try again".
/// </summary>
internal sealed class ExportConcurrency(ViewerLimits limits, ArrivalBook book, TimeProvider clock) : IRateLimiterPolicy<string>
{
    /// <summary>Its name.</summary>
    public const string Policy = "exports";

    private const int Waiting = 100;

    public Func<OnRejectedContext, CancellationToken, ValueTask>? OnRejected => (context, _) =>
    {
        var http = context.HttpContext;
        http.Response.Headers.RetryAfter = "1";
        if (OtlpPath.SignalOf(http.Request.Path) is { } signal)
        {
            var transport = OtlpPath.IsGrpc(http.Request.Path) ? "grpc" : "http";
            book.Refused(
                new Refusal(clock.GetUtcNow(), transport, signal, $"too many exports at once: {limits.ConcurrentExports} are read and {Waiting} wait", 0, ""),
                wholeRequest: true);
        }

        return ValueTask.CompletedTask;
    };

    public RateLimitPartition<string> GetPartition(HttpContext httpContext) => RateLimitPartition.GetConcurrencyLimiter("", _ => new ConcurrencyLimiterOptions
    {
        PermitLimit = limits.ConcurrentExports,
        QueueLimit = Waiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });
}
