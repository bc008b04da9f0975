using DemoApp.ServiceDefaults.Export;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Compact;
using Serilog.Formatting.Display;
using Serilog.Sinks.OpenTelemetry;

namespace DemoApp.ServiceDefaults;

/// <summary>Logs: to the console and by OTLP, both with the ids of the trace they belong to.</summary>
internal static class SerilogExtensions
{
    private const string TextTemplate = "{Timestamp:HH:mm:ss.fff} {Level:u4} {Message:lj} {TraceId}{NewLine}{Exception}";

    public static void AddLogs(this ILoggingBuilder logging, ServiceSettings settings, TelemetryLoss loss, ExportDeadline deadline)
    {
        logging.ClearProviders();
        logging.Services.AddSerilog(CreateLogger(settings, loss, deadline), dispose: true);
    }

    private static Logger CreateLogger(ServiceSettings settings, TelemetryLoss loss, ExportDeadline deadline)
    {
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Information()
            // One record of our own per request says what theirs would say in four.
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            // A start that failed is told by ServiceProcess, in one line.
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LevelAlias.Off)
            // RequestLog and Problems tell what happened; these would tell it a second time.
            .MinimumLevel.Override("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogEventLevel.Fatal)
            // Without it there is no scope per request either, which would carry the caller's raw path in every record.
            .MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LevelAlias.Off)
            .Enrich.With<EventNameEnricher>()
            .Enrich.WithProperty(Names.TenantId, settings.TenantId)
            .WriteTo.Console(settings.LogAsText
                ? new MessageTemplateTextFormatter(TextTemplate, System.Globalization.CultureInfo.InvariantCulture)
                : new RenderedCompactJsonFormatter());

        if (settings.Otlp.Logs.IsOtlp)
        {
            configuration.WriteTo.Sink(Queue(settings, loss.Logs, deadline));
        }

        return configuration.CreateLogger();
    }

    private static LogQueue Queue(ServiceSettings settings, SignalLoss loss, ExportDeadline deadline)
    {
        var batch = settings.Otlp.LogBatch;
        var queue = new LogQueue(batch.MaxQueueSize, loss);

        // The environment was read already, once for all signals: the sink must not read it again by its own rules.
        queue.Sink = LoggerSinkConfiguration.CreateSink(sinks => sinks.OpenTelemetry(
            options => Apply(settings, batch, queue, deadline, options), static _ => null));
        return queue;
    }

    private static void Apply(ServiceSettings settings, OtlpBatch batch, LogQueue queue, ExportDeadline deadline, BatchedOpenTelemetrySinkOptions options)
    {
        var signal = settings.Otlp.Logs;
        options.LogsEndpoint = signal.Endpoint.ToString();
        options.TracesEndpoint = null;
        options.Protocol = signal.Protocol == OtlpSignal.Grpc ? OtlpProtocol.Grpc : OtlpProtocol.HttpProtobuf;
        options.Headers = signal.Headers.ToDictionary();
        options.ResourceAttributes = settings.Resource.ToDictionary();
        options.OnBeginSuppressInstrumentation = SuppressInstrumentationScope.Begin;
        options.HttpMessageHandler = new LogExportHandler(signal.Timeout, deadline, queue);
        options.BatchingOptions.BatchSizeLimit = batch.MaxExportBatchSize;
        options.BatchingOptions.BufferingTimeLimit = batch.ScheduleDelay;
        options.BatchingOptions.QueueLimit = null;
    }
}
