using DemoApp.ServiceDefaults.Export;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace DemoApp.ServiceDefaults;

/// <summary>Traces and metrics, by OTLP.</summary>
internal static class OpenTelemetryExtensions
{
    public static void AddTracesAndMetrics(this IServiceCollection services, ServiceSettings settings, TelemetryLoss loss, ExportDeadline deadline)
    {
        // .NET itself carries trace context and baggage in and out (CallerContextPropagator); a second carrier would write them twice.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());

        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => resource
            .Clear()
            .AddTelemetrySdk()
            .AddAttributes(settings.Resource));

        if (settings.Otlp.Traces.IsOtlp)
        {
            telemetry.WithTracing(traces => traces
                .AddSource(Names.Instrumentation, SidecarCallSpans.Source)
                .AddProcessor<SidecarCallSpans>()
                .AddAspNetCoreInstrumentation(options => options.Filter = http => !Probes.Contains(http.Request.Path))
                .AddHttpClientInstrumentation(options => options.FilterHttpRequestMessage = request => !SidecarCallSpans.IsSidecarCall(request))
                .AddProcessor(SpanProcessor(settings.Otlp, loss.Traces, deadline)));
            services.AddSingleton(new SpanQueueDrops(loss.Traces));
        }

        if (settings.Otlp.Metrics.IsOtlp)
        {
            telemetry.WithMetrics(metrics => metrics
                .AddMeter(Names.Instrumentation, "System.Runtime")
                .SetExemplarFilter(ExemplarFilterType.TraceBased)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddReader(MetricReader(settings.Otlp, loss.Metrics, deadline)));
        }
    }

    private static BatchActivityExportProcessor SpanProcessor(OtlpSettings otlp, SignalLoss loss, ExportDeadline deadline) => new(
        new CountingSpanExporter(Options(otlp.Traces, deadline), loss),
        otlp.SpanBatch.MaxQueueSize,
        (int)otlp.SpanBatch.ScheduleDelay.TotalMilliseconds,
        (int)otlp.Traces.Timeout.TotalMilliseconds,
        otlp.SpanBatch.MaxExportBatchSize);

    private static PeriodicExportingMetricReader MetricReader(OtlpSettings otlp, SignalLoss loss, ExportDeadline deadline) => new(
        new CountingMetricExporter(Options(otlp.Metrics, deadline), loss),
        (int)otlp.MetricInterval.TotalMilliseconds,
        (int)otlp.Metrics.Timeout.TotalMilliseconds)
    {
        TemporalityPreference = MetricReaderTemporalityPreference.Cumulative,
    };

    private static OtlpExporterOptions Options(OtlpSignal signal, ExportDeadline deadline)
    {
        var options = new OtlpExporterOptions
        {
            Endpoint = signal.Endpoint,
            Protocol = signal.Protocol == OtlpSignal.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf,
            TimeoutMilliseconds = (int)signal.Timeout.TotalMilliseconds,
            HttpClientFactory = () => new HttpClient(new ExportHandler(signal.Timeout, deadline)) { Timeout = signal.Timeout },
        };
        if (signal.Headers.Count > 0)
        {
            options.Headers = string.Join(',', signal.Headers.Select(header => $"{header.Key}={Uri.EscapeDataString(header.Value)}"));
        }

        return options;
    }
}
