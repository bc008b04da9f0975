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
    private readonly ActivitySource _source = new("dapr-diagnostics");
    private readonly TracerProvider? _provider;

    public Tracing(string appId, DaprConfiguration configuration)
    {
        // A rate of 0, or neither a rate nor a target: daprd then leaves the trace context alone.
        if (configuration.SamplingRate is not { } rate || rate == 0) return;
        var builder = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService(appId, autoGenerateServiceInstanceId: false).AddEnvironmentVariableDetector())
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(rate)))
            .AddSource(_source.Name);
        if (configuration.Otlp is { } target)
        {
            builder.AddOtlpExporter(exporter =>
            {
                var address = $"{(target.Secure ? "https" : "http")}://{target.Address}";
                exporter.Protocol = target.Protocol == "http" ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
                exporter.Endpoint = new Uri(target.Protocol == "http" ? address.TrimEnd('/') + "/v1/traces" : address);
                if (target.Headers is not null) exporter.Headers = target.Headers;
            });
        }

        _provider = builder.Build();
    }

    /// <summary>Whether spans are made at all; if not, the sidecar passes every trace context on untouched.</summary>
    public bool IsEnabled => _provider is not null;

    public Activity? Start(string name, ActivityKind kind, ActivityContext parent) =>
        _provider is null ? null : _source.StartActivity(name, kind, parent);

    /// <summary>The caller's place in its trace; a malformed one counts as none.</summary>
    public static ActivityContext ReadParent(string? traceparent, string? tracestate) =>
        ActivityContext.TryParse(traceparent, tracestate, isRemote: true, out var context) ? context : default;

    /// <summary>Reads the binary form of a trace context: version, trace id (0), span id (1) and flags (2).</summary>
    public static ActivityContext ReadBinaryParent(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 29 || bytes[0] != 0 || bytes[1] != 0 || bytes[18] != 1 || bytes[27] != 2) return default;
        return new ActivityContext(
            ActivityTraceId.CreateFromBytes(bytes[2..18]),
            ActivitySpanId.CreateFromBytes(bytes[19..27]),
            (bytes[28] & 1) != 0 ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None,
            isRemote: true);
    }

    public static byte[] WriteBinary(Activity activity)
    {
        var bytes = new byte[29];
        activity.TraceId.CopyTo(bytes.AsSpan(2));
        bytes[18] = 1;
        activity.SpanId.CopyTo(bytes.AsSpan(19));
        bytes[27] = 2;
        bytes[28] = (byte)(activity.Recorded ? 1 : 0);
        return bytes;
    }

    public void Dispose()
    {
        _provider?.Dispose();
        _source.Dispose();
    }
}
