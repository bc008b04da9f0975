namespace DemoApp.ServiceDefaults;

/// <summary>How one signal leaves the process.</summary>
/// <param name="Exporter"><c>otlp</c> or <c>none</c>.</param>
/// <param name="Protocol"><c>grpc</c> or <c>http/protobuf</c>.</param>
/// <param name="Endpoint">The address that is called; for http/protobuf with its path.</param>
/// <param name="Headers">Headers of each export, for instance a key.</param>
/// <param name="Timeout">How long one export may take.</param>
public sealed record OtlpSignal(
    string Exporter,
    string Protocol,
    Uri Endpoint,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    TimeSpan Timeout)
{
    /// <summary>OTLP over gRPC.</summary>
    public const string Grpc = "grpc";

    /// <summary>OTLP as protobuf over HTTP.</summary>
    public const string HttpProtobuf = "http/protobuf";

    /// <summary>True where the signal goes to a collector.</summary>
    public bool IsOtlp => Exporter == "otlp";
}
