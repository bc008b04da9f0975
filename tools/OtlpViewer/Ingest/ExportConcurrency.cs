using System.Threading.RateLimiting;
using DemoApp.OtlpViewer.Telemetry;
using Microsoft.AspNetCore.RateLimiting;

namespace DemoApp.OtlpViewer.Ingest;

/// <summary>
/// Lets a few exports be read at once and the next ones wait before they are read, so that memory is bounded however many send; what
/// cannot even wait is answered 503 with Retry-After, which exporters of both transports take as "try again".
/// </summary>
internal sealed class ExportConcurrency(ViewerLimits limits) : IRateLimiterPolicy<string>
{
    /// <summary>Its name.</summary>
    public const string Policy = "exports";

    private const int Waiting = 200;

    public Func<OnRejectedContext, CancellationToken, ValueTask>? OnRejected { get; } = static (context, _) =>
    {
        context.HttpContext.Response.Headers.RetryAfter = "1";
        return ValueTask.CompletedTask;
    };

    public RateLimitPartition<string> GetPartition(HttpContext httpContext) => RateLimitPartition.GetConcurrencyLimiter("", _ => new ConcurrencyLimiterOptions
    {
        PermitLimit = limits.ConcurrentExports,
        QueueLimit = Waiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });
}
