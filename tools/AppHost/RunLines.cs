using Microsoft.Extensions.Logging.Abstractions;

namespace DemoApp.AppHost;

/// <summary>A line of the run: the resource's name and what it wrote. Of Aspire itself only errors are shown.</summary>
internal sealed partial class RunLines() : ConsoleFormatter(Name)
{
    public new const string Name = "run";

    // The category of what a resource wrote.
    private const string Resources = ".Resources.";
    private const string Dashboard = "aspire-dashboard";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (logEntry.Category.IndexOf(Resources, StringComparison.Ordinal) is var at and >= 0)
        {
            var resource = logEntry.Category[(at + Resources.Length)..];
            var line = Line().Match(message);
            if (!line.Groups[1].Success && resource != Dashboard)
            {
                textWriter.WriteLine($"{resource} | {(line.Success ? line.Groups[2].Value : message)}");
            }
        }
        else if (logEntry.LogLevel >= LogLevel.Error || logEntry.Category == Name)
        {
            textWriter.WriteLine($"{message}{(logEntry.Exception is { } exception ? $": {exception.Message}" : "")}");
        }
    }

    // Written as "3: 2026-11-30T22:55:46.6410000Z text"; "[sys] " is before what the orchestrator adds.
    [GeneratedRegex(@"\A\d+: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z (\[sys\] )?(.*)\z", RegexOptions.Singleline)]
    private static partial Regex Line();
}
