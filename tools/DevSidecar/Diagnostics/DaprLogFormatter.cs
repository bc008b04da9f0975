using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace DemoApp.DevSidecar.Diagnostics;

/// <summary>Log lines as daprd writes them: time, level and message as key and value.</summary>
internal sealed class DaprLogFormatter(SidecarOptions options) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "dapr";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var level = logEntry.LogLevel switch
        {
            LogLevel.Trace or LogLevel.Debug => "debug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warning",
            LogLevel.Error => "error",
            _ => "fatal",
        };
        var time = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (logEntry.Exception is { } exception)
        {
            message += ": " + exception;
        }

        textWriter.WriteLine(
            $"time=\"{time}\" level={level} msg={GoJson.Quote(message)} app_id={options.AppId} scope=dapr.runtime type=log " +
            $"ver={SidecarOptions.DaprVersion}");
    }
}
