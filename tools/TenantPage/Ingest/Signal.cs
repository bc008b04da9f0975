using DemoApp.Otlp;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace DemoApp.TenantPage.Ingest;

/// <summary>The three signals of OTLP.</summary>
internal enum Signal
{
    Traces,
    Metrics,
    Logs,
}

/// <summary>What OTLP's protocol calls each signal.</summary>
internal static class SignalNames
{
    private const string GrpcPrefix = "/opentelemetry.proto.collector.";

    extension(Signal signal)
    {
        public string Name => signal switch { Signal.Traces => "traces", Signal.Metrics => "metrics", _ => "logs" };

        /// <summary>The service of OTLP over gRPC.</summary>
        public string GrpcService => signal switch
        {
            Signal.Traces => "opentelemetry.proto.collector.trace.v1.TraceService",
            Signal.Metrics => "opentelemetry.proto.collector.metrics.v1.MetricsService",
            _ => "opentelemetry.proto.collector.logs.v1.LogsService",
        };

        public MessageDescriptor Request => signal switch
        {
            Signal.Traces => ExportTraceServiceRequest.Descriptor,
            Signal.Metrics => ExportMetricsServiceRequest.Descriptor,
            _ => ExportLogsServiceRequest.Descriptor,
        };

        public IMessage Response(ExportOutcome outcome) => (signal, outcome.Rejected) switch
        {
            (Signal.Traces, 0) => new ExportTraceServiceResponse(),
            (Signal.Metrics, 0) => new ExportMetricsServiceResponse(),
            (Signal.Logs, 0) => new ExportLogsServiceResponse(),
            (Signal.Traces, var spans) => new ExportTraceServiceResponse
            {
                PartialSuccess = new() { RejectedSpans = spans, ErrorMessage = outcome.Reason },
            },
            (Signal.Metrics, var points) => new ExportMetricsServiceResponse
            {
                PartialSuccess = new() { RejectedDataPoints = points, ErrorMessage = outcome.Reason },
            },
            (_, var records) => new ExportLogsServiceResponse
            {
                PartialSuccess = new() { RejectedLogRecords = records, ErrorMessage = outcome.Reason },
            },
        };
    }

    /// <summary>The signal of a path of OTLP over HTTP, or null.</summary>
    public static Signal? OfHttpPath(string path) => path switch
    {
        "/v1/traces" => Signal.Traces,
        "/v1/metrics" => Signal.Metrics,
        "/v1/logs" => Signal.Logs,
        _ => null,
    };

    /// <summary>The signal of a method of OTLP over gRPC, or null.</summary>
    public static Signal? OfGrpcPath(string path)
    {
        foreach (var signal in Enum.GetValues<Signal>())
        {
            if (path.StartsWith(GrpcPrefix, StringComparison.Ordinal) && path == $"/{signal.GrpcService}/Export")
            {
                return signal;
            }
        }

        return null;
    }
}

/// <summary>What was not taken of an export, and why: OTLP's partial success.</summary>
/// <param name="Rejected">Spans, points or records.</param>
/// <param name="Reason">For the sender; empty if all was taken.</param>
internal readonly record struct ExportOutcome(long Rejected, string Reason);

/// <summary>How an export came.</summary>
/// <param name="Transport">grpc, http or page.</param>
/// <param name="TenantHeader">The tenant that its header names, or null.</param>
internal readonly record struct ExportSource(string Transport, string? TenantHeader)
{
    /// <summary>The header that names the tenant of a request for multi-tenant backends.</summary>
    public const string Header = "x-scope-orgid";
}
