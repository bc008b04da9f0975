using DemoApp.TenantPage.Telemetry;

namespace DemoApp.TenantPage.Ingest;

/// <summary>The paths by which OTLP's exports come.</summary>
internal static class OtlpPath
{
    private const string GrpcPrefix = "/opentelemetry.proto.collector.";
    private const string HttpPrefix = "/v1/";

    /// <summary>True for a method of OTLP's gRPC services.</summary>
    public static bool IsGrpc(PathString path) => path.Value!.StartsWith(GrpcPrefix, StringComparison.Ordinal);

    /// <summary>The signal that a path is for, or null.</summary>
    public static Signal? SignalOf(PathString path)
    {
        var name = path.Value!.AsSpan(IsGrpc(path) ? GrpcPrefix.Length : Math.Min(HttpPrefix.Length, path.Value!.Length));
        return name switch
        {
            _ when name.StartsWith("trace", StringComparison.Ordinal) => Signal.Traces,
            _ when name.StartsWith("metrics", StringComparison.Ordinal) => Signal.Metrics,
            _ when name.StartsWith("logs", StringComparison.Ordinal) => Signal.Logs,
            _ => null,
        };
    }
}
