using Microsoft.Extensions.Logging;

namespace DemoApp.ServiceDefaults;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, EventName = "request.completed", Level = LogLevel.Information,
        Message = "{Method:l} {Route:l} answered {StatusCode} in {DurationMs:0.0} ms")]
    public static partial void RequestCompleted(ILogger logger, string method, string route, int statusCode, double durationMs);

    [LoggerMessage(EventId = 2, EventName = "request.cancelled", Level = LogLevel.Information,
        Message = "{Method:l} {Route:l} was given up by its caller after {DurationMs:0.0} ms")]
    public static partial void RequestCancelled(ILogger logger, string method, string route, double durationMs);

    [LoggerMessage(EventId = 3, EventName = "http.server.request.exception", Level = LogLevel.Error, Message = "The request failed with an exception")]
    public static partial void UnhandledException(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 5, EventName = "telemetry.export.failing", Level = LogLevel.Warning,
        Message = "Exports of {Signal:l} fail: {Reason:l}. What is lost is counted by app.telemetry.dropped; this is said once per outage")]
    public static partial void ExportFailing(ILogger logger, string signal, string reason);

    [LoggerMessage(EventId = 4, EventName = "telemetry.export.rejected", Level = LogLevel.Warning,
        Message = "The collector took an export of {Signal:l} and rejected {Items} of its items: {Reason}. They are counted by app.telemetry.dropped; this is said once")]
    public static partial void ExportRejected(ILogger logger, string signal, long items, string reason);

    [LoggerMessage(EventId = 6, EventName = "telemetry.export.recovered", Level = LogLevel.Information, Message = "Exports of {Signal:l} work again")]
    public static partial void ExportRecovered(ILogger logger, string signal);
}
