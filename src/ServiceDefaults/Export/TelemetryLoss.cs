using Microsoft.Extensions.Logging;

namespace DemoApp.ServiceDefaults.Export;

/// <summary>What was lost on the way to the collector and to the console, signal by signal.</summary>
internal sealed class TelemetryLoss
{
    public SignalLoss Traces { get; } = new("traces");

    public SignalLoss Metrics { get; } = new("metrics");

    public SignalLoss Logs { get; } = new("logs");

    /// <summary>Log records on their way to standard output.</summary>
    public SignalLoss Console { get; } = new("console");

    public void LogTo(ILoggerFactory loggers)
    {
        var logger = loggers.CreateLogger("DemoApp.Export");
        (Traces.Logger, Metrics.Logger, Logs.Logger, Console.Logger) = (logger, logger, logger, logger);
    }
}
