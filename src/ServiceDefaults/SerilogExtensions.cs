using DemoApp.ServiceDefaults.Export;
using Microsoft.Extensions.DependencyInjection;
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
        var queue = settings.Otlp.Logs.IsOtlp ? Queue(settings, loss.Logs, deadline) : null;
        logging.Services.AddSerilog(CreateLogger(settings, queue, loss.Console), dispose: true);
        if (queue is not null)
        {
            logging.Services.AddSingleton(queue);
        }
    }

    private static Logger CreateLogger(ServiceSettings settings, LogQueue? queue, SignalLoss consoleLoss)
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
            // The answer of a probe has the reason; here it would be a record for every probe that fails.
            .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LevelAlias.Off)
            // Without it there is no scope per request either, which would carry the caller's raw path in every record.
            .MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LevelAlias.Off)
            .Enrich.With<EventNameEnricher>()
            .Enrich.WithProperty(Names.TenantId, settings.TenantId)
            .WriteTo.Sink(new ConsoleSink(
                settings.LogAsText
                    ? new MessageTemplateTextFormatter(TextTemplate, System.Globalization.CultureInfo.InvariantCulture)
                    : new RenderedCompactJsonFormatter(),
                Console.OpenStandardOutput(),
                consoleLoss));

        if (queue is not null)
        {
            configuration.WriteTo.Sink(queue);
        }

        return configuration.CreateLogger();
    }

    private static LogQueue Queue(ServiceSettings settings, SignalLoss loss, ExportDeadline deadline)
    {
        var queue = new LogQueue(settings.Otlp.LogBatch.MaxQueueSize, loss);

        // The environment was read already, once for all signals: the sink must not read it again by its own rules.
        queue.Sink = LoggerSinkConfiguration.CreateSink(sinks => sinks.OpenTelemetry(
            options => Apply(settings, loss, queue, deadline, options), static _ => null));
        return queue;
    }

    private static void Apply(
        ServiceSettings settings, SignalLoss loss, LogQueue queue, ExportDeadline deadline, BatchedOpenTelemetrySinkOptions options)
    {
        var (signal, batch) = (settings.Otlp.Logs, settings.Otlp.LogBatch);
        options.LogsEndpoint = signal.Endpoint.ToString();
        options.TracesEndpoint = null;
        options.Protocol = signal.Protocol == OtlpSignal.Grpc ? OtlpProtocol.Grpc : OtlpProtocol.HttpProtobuf;
        // All of them, because the sink adds some of its own only where it is asked to: one resource for all three signals.
        options.ResourceAttributes = settings.Resource.ToDictionary();
        // event.name tells the kind of a record; the text of its template would be the largest attribute of each.
        options.IncludedData = IncludedData.TraceIdField | IncludedData.SpanIdField;
        options.OnBeginSuppressInstrumentation = SuppressInstrumentationScope.Begin;
        options.HttpMessageHandler = new LogExportHandler(signal, deadline, loss, queue);
        options.BatchingOptions.BatchSizeLimit = batch.MaxExportBatchSize;
        options.BatchingOptions.BufferingTimeLimit = batch.ScheduleDelay;
        options.BatchingOptions.QueueLimit = null;
    }
}
