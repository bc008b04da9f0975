using Microsoft.Extensions.Logging;
using OpenTelemetry;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;
using Serilog.Formatting.Display;
using Serilog.Sinks.OpenTelemetry;

namespace DemoApp.ServiceDefaults;

/// <summary>Logs: to the console and by OTLP, both with the ids of the trace they belong to.</summary>
internal static class SerilogExtensions
{
    private const string TextTemplate = "{Timestamp:HH:mm:ss.fff} {Level:u4} {Message:lj} {TraceId}{NewLine}{Exception}";

    public static void AddLogs(this ILoggingBuilder logging, ServiceSettings settings)
    {
        logging.ClearProviders();
        logging.Services.AddSerilog(CreateLogger(settings), dispose: true);
    }

    private static Serilog.Core.Logger CreateLogger(ServiceSettings settings)
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
            .Enrich.WithProperty(Names.TenantId, settings.TenantId)
            .WriteTo.Console(settings.LogAsText
                ? new MessageTemplateTextFormatter(TextTemplate, System.Globalization.CultureInfo.InvariantCulture)
                : new RenderedCompactJsonFormatter());

        if (settings.Otlp.Logs is { IsOtlp: true } logs)
        {
            // The environment was read already, once for all signals: the sink must not read it again by its own rules.
            configuration.WriteTo.OpenTelemetry(options => Apply(logs, settings.Resource, options), static _ => null);
        }

        return configuration.CreateLogger();
    }

    private static void Apply(OtlpSignal signal, IReadOnlyDictionary<string, object> resource, BatchedOpenTelemetrySinkOptions options)
    {
        options.LogsEndpoint = signal.Endpoint.ToString();
        options.TracesEndpoint = null;
        options.Protocol = signal.Protocol == OtlpSignal.Grpc ? OtlpProtocol.Grpc : OtlpProtocol.HttpProtobuf;
        options.Headers = signal.Headers.ToDictionary();
        options.ResourceAttributes = resource.ToDictionary();
        options.OnBeginSuppressInstrumentation = SuppressInstrumentationScope.Begin;

        // The sink has no timeout of its own, so a collector that accepts and never answers would hold the process at its end.
        options.HttpMessageHandler = new ExportTimeout(signal.Timeout)
        {
            InnerHandler = new SocketsHttpHandler { ConnectTimeout = signal.Timeout },
        };
    }
}
