using DemoApp.ServiceDefaults.Export;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;

namespace DemoApp.ServiceDefaults;

/// <summary>All three signals, and what they share on their way to the collector.</summary>
internal static class TelemetryExtensions
{
    public static void AddTelemetry(this WebApplicationBuilder builder, ServiceSettings settings)
    {
        var (loss, deadline) = (new TelemetryLoss(), new ExportDeadline());
        builder.Services.AddSingleton(loss);
        builder.Services.AddSingleton(deadline);
        builder.Logging.AddLogs(settings, loss, deadline);
        builder.Services.AddTracesAndMetrics(settings, loss, deadline);
    }

    public static void UseTelemetry(this WebApplication app)
    {
        app.Services.GetRequiredService<TelemetryLoss>().LogTo(app.Services.GetRequiredService<ILoggerFactory>());
        app.Services.GetService<SpanQueueDrops>();
    }

    /// <summary>
    /// Sends the log records and spans that wait. Metrics are last, when their provider is disposed of with the service, so that they say
    /// what was lost of the others.
    /// </summary>
    public static void Flush(IServiceProvider services)
    {
        services.GetService<LogQueue>()?.Dispose();
        services.GetService<TracerProvider>()?.Shutdown();
    }
}
