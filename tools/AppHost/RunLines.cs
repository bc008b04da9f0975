using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace DemoApp.AppHost;

/// <summary>A line of the run: the resource's name and what it wrote; of Aspire itself warnings only.</summary>
internal sealed class RunLines() : ConsoleFormatter(Name)
{
    public new const string Name = "run";

    // The category that Aspire gives to what a resource writes.
    private const string Resources = ".Resources.";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (logEntry.Category.IndexOf(Resources, StringComparison.Ordinal) is var at and >= 0)
        {
            textWriter.WriteLine($"{logEntry.Category[(at + Resources.Length)..]} | {message}");
        }
        else if (logEntry.LogLevel >= LogLevel.Warning)
        {
            textWriter.WriteLine($"{message}{(logEntry.Exception is { } exception ? $": {exception.Message}" : "")}");
        }
    }
}
