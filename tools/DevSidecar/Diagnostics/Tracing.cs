using System.Diagnostics;
using DemoApp.DevSidecar.Resources;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace DemoApp.DevSidecar.Diagnostics;

/// <summary>Spans as daprd makes them, under its scope and with the app id as their service.</summary>
internal sealed class Tracing : IDisposable
{
    // Version, trace id, span id and flags of a traceparent, with the dashes between them.
    private const int TraceparentLength = 55;

    private readonly ActivitySource _source = new("dapr-diagnostics");
    private readonly TracerProvider? _provider;

    public Tracing(string appId, DaprConfiguration configuration)
    {
        // A rate of 0, or neither a rate nor a target: daprd then leaves the trace context alone.
        if (configuration.SamplingRate is not { } rate || rate == 0)
        {
            return;
        }

        var resource = ResourceBuilder.CreateEmpty().AddService(appId, autoGenerateServiceInstanceId: false);
        var builder = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource.AddEnvironmentVariableDetector())
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(rate)))
            .AddSource(_source.Name);
        if (configuration.Otlp is { } target)
        {
            builder.AddOtlpExporter(exporter =>
            {
                var address = $"{(target.Secure ? "https" : "http")}://{target.Address}";
                exporter.Protocol = target.Protocol == "http" ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
                exporter.Endpoint = new Uri(target.Protocol == "http" ? address.TrimEnd('/') + "/v1/traces" : address);
                exporter.Headers = target.Headers ?? exporter.Headers;
            });
        }

        _provider = builder.Build();
    }

    /// <summary>Whether spans are made at all; if not, the sidecar passes every trace context on unchanged.</summary>
    public bool IsEnabled => _provider is not null;

    public Activity? Start(string name, ActivityKind kind, ActivityContext parent) =>
        _provider is null ? null : _source.StartActivity(name, kind, parent);

    /// <summary>The caller's trace context; a malformed one counts as none.</summary>
    public static ActivityContext ReadParent(string? traceparent, string? tracestate)
    {
        // A later version may append fields (W3C Trace Context, "Versioning of traceparent"); .NET accepts those of version 00 alone.
        if (traceparent?.Length > TraceparentLength && traceparent[TraceparentLength] == '-'
            && !traceparent.StartsWith("00", StringComparison.Ordinal))
        {
            traceparent = traceparent[..TraceparentLength];
        }

        return ActivityContext.TryParse(traceparent, tracestate, isRemote: true, out var context) ? context : default;
    }

    public void Dispose()
    {
        _provider?.Dispose();
        _source.Dispose();
    }
}
