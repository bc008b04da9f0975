using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DemoApp.ServiceDefaults;

/// <summary>One log record per request: method, route as template, status and duration; nothing a caller wrote.</summary>
internal static class RequestLog
{
    public static void UseRequestLog(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("DemoApp.Requests");
        app.Use(next => http => Probes.Contains(http.Request.Path) ? next(http) : LogAsync(http, next, logger));
    }

    private static async Task LogAsync(HttpContext http, RequestDelegate next, ILogger logger)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            await next(http);
        }
        finally
        {
            var durationMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            var route = HttpAttributes.Route(HttpAttributes.Endpoint(http)) ?? "(no route)";
            var method = HttpAttributes.Method(http.Request.Method);
            if (http.RequestAborted.IsCancellationRequested)
            {
                Log.RequestCancelled(logger, method, route, durationMs);
            }
            else
            {
                Log.RequestCompleted(logger, method, route, http.Response.StatusCode, durationMs);
            }
        }
    }
}
