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
    public static void AddTracesAndMetrics(this IServiceCollection services, ServiceSettings settings)
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
                .AddOtlpExporter(options => Apply(settings.Otlp.Traces, options)));
        }

        if (settings.Otlp.Metrics.IsOtlp)
        {
            telemetry.WithMetrics(metrics => metrics
                .AddMeter(Names.Instrumentation, "System.Runtime")
                .SetExemplarFilter(ExemplarFilterType.TraceBased)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddOtlpExporter(options => Apply(settings.Otlp.Metrics, options)));
        }
    }

    private static void Apply(OtlpSignal signal, OtlpExporterOptions options)
    {
        options.Endpoint = signal.Endpoint;
        options.Protocol = signal.Protocol == OtlpSignal.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        options.TimeoutMilliseconds = (int)signal.Timeout.TotalMilliseconds;
        if (signal.Headers.Count > 0)
        {
            options.Headers = string.Join(',', signal.Headers.Select(header => $"{header.Key}={Uri.EscapeDataString(header.Value)}"));
        }
    }
}
