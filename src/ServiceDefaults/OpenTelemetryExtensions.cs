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
    private const string SpanEventLimit = "OTEL_SPAN_EVENT_COUNT_LIMIT";

    public static void AddTracesAndMetrics(this IServiceCollection services, ServiceSettings settings, TelemetryLoss loss, ExportDeadline deadline)
    {
        if (!settings.ExceptionEvents && Environment.GetEnvironmentVariable(SpanEventLimit) is null)
        {
            // HttpClient makes an event of every exception by itself and has no switch for it; nothing else here makes events.
            // The exporter reads the limit from the process's environment and from nowhere else.
            Environment.SetEnvironmentVariable(SpanEventLimit, "0");
        }

        // .NET itself carries trace context and baggage in and out (CallerContextPropagator); a second carrier would write them twice.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());

        var telemetry = services.AddOpenTelemetry().ConfigureResource(resource => resource
            .Clear()
            .AddAttributes(settings.Resource));

        if (settings.Otlp.Traces.IsOn)
        {
            telemetry.WithTracing(traces => AddTraces(traces, settings, loss.Traces, deadline));
            services.AddSingleton(new SpanQueueDrops(loss.Traces));
        }

        if (settings.Otlp.Metrics.IsOn)
        {
            telemetry.WithMetrics(metrics => AddMetrics(metrics, settings.Otlp, loss.Metrics, deadline));
        }
    }

    private static void AddTraces(TracerProviderBuilder traces, ServiceSettings settings, SignalLoss loss, ExportDeadline deadline)
    {
        traces
            // Set, because OpenTelemetry reads the variables by rules of its own and takes its default in place of what it does not know.
            .SetSampler(CreateSampler(settings.Otlp))
            .AddSource(Names.Instrumentation, SidecarCallSpans.Source)
            .AddProcessor<SidecarCallSpans>()
            .AddAspNetCoreInstrumentation(options =>
            {
                options.Filter = http => !Probes.Contains(http.Request.Path);
                options.RecordException = settings.ExceptionEvents;
            })
            .AddHttpClientInstrumentation(options => options.FilterHttpRequestMessage = request => !SidecarCallSpans.IsSidecarCall(request));
        if (settings.Otlp.Traces.IsOtlp)
        {
            traces.AddProcessor(SpanProcessor(settings.Otlp, loss, deadline));
        }

        if (settings.Otlp.Traces.IsConsole)
        {
            // In batches: the console's own processor would print on the request's thread.
            traces.AddProcessor(new BatchActivityExportProcessor(new ConsoleActivityExporter(new ConsoleExporterOptions())));
        }
    }

    private static void AddMetrics(MeterProviderBuilder metrics, OtlpSettings otlp, SignalLoss loss, ExportDeadline deadline)
    {
        metrics
            .AddMeter(Names.Instrumentation, "System.Runtime")
            .SetExemplarFilter(ExemplarFilterType.TraceBased)
            .AddAspNetCoreInstrumentation()
            .AddHttpClientInstrumentation();
        if (otlp.Metrics.IsOtlp)
        {
            metrics.AddReader(MetricReader(otlp, loss, deadline));
        }

        if (otlp.Metrics.IsConsole)
        {
            metrics.AddConsoleExporter((_, reader) =>
            {
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)otlp.MetricInterval.TotalMilliseconds;
                reader.TemporalityPreference = Temporality(otlp);
            });
        }
    }

    private static BatchActivityExportProcessor SpanProcessor(OtlpSettings otlp, SignalLoss loss, ExportDeadline deadline) => new(
        new CountingSpanExporter(Options(otlp.Traces, deadline, loss), loss),
        otlp.SpanBatch.MaxQueueSize,
        (int)otlp.SpanBatch.ScheduleDelay.TotalMilliseconds,
        (int)otlp.Traces.Timeout.TotalMilliseconds,
        otlp.SpanBatch.MaxExportBatchSize);

    private static PeriodicExportingMetricReader MetricReader(OtlpSettings otlp, SignalLoss loss, ExportDeadline deadline) => new(
        new CountingMetricExporter(Options(otlp.Metrics, deadline, loss), loss),
        (int)otlp.MetricInterval.TotalMilliseconds,
        (int)otlp.Metrics.Timeout.TotalMilliseconds)
    {
        TemporalityPreference = Temporality(otlp),
    };

    private static Sampler CreateSampler(OtlpSettings otlp)
    {
        const string ParentBased = "parentbased_";
        var isParentBased = otlp.Sampler.StartsWith(ParentBased, StringComparison.Ordinal);
        Sampler sampler = (isParentBased ? otlp.Sampler[ParentBased.Length..] : otlp.Sampler) switch
        {
            "always_off" => new AlwaysOffSampler(),
            "traceidratio" => new TraceIdRatioBasedSampler(otlp.SamplerRate),
            _ => new AlwaysOnSampler(),
        };
        return isParentBased ? new ParentBasedSampler(sampler) : sampler;
    }

    private static MetricReaderTemporalityPreference Temporality(OtlpSettings otlp) => otlp.MetricTemporality switch
    {
        OtlpSettings.Delta => MetricReaderTemporalityPreference.Delta,
        OtlpSettings.LowMemory => MetricReaderTemporalityPreference.LowMemory,
        _ => MetricReaderTemporalityPreference.Cumulative,
    };

    private static OtlpExporterOptions Options(OtlpSignal signal, ExportDeadline deadline, SignalLoss loss)
    {
        // ExportHandler adds the headers; the exporter takes those of the environment unless it is told that there are none.
        return new OtlpExporterOptions
        {
            Endpoint = signal.Endpoint,
            Protocol = signal.Protocol == OtlpSignal.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf,
            TimeoutMilliseconds = (int)signal.Timeout.TotalMilliseconds,
            Compression = signal.IsGzip ? OtlpExportCompression.GZip : OtlpExportCompression.None,
            Headers = "",
            HttpClientFactory = () => new HttpClient(new ExportHandler(signal, deadline, loss)) { Timeout = signal.Timeout },
        };
    }
}
