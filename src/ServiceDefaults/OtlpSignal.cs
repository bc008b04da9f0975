namespace DemoApp.ServiceDefaults;

/// <summary>How one signal leaves the process.</summary>
/// <param name="IsOtlp">True where the signal goes to a collector.</param>
/// <param name="IsConsole">True where the signal goes to standard output.</param>
/// <param name="Protocol"><c>grpc</c> or <c>http/protobuf</c>.</param>
/// <param name="Endpoint">The address that is called; for http/protobuf with its path.</param>
/// <param name="Headers">Headers of each export, for instance a key.</param>
/// <param name="Timeout">How long one export may take.</param>
/// <param name="IsGzip">True where the body of an export is compressed.</param>
public sealed record OtlpSignal(
    bool IsOtlp,
    bool IsConsole,
    string Protocol,
    Uri Endpoint,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    TimeSpan Timeout,
    bool IsGzip)
{
    /// <summary>OTLP over gRPC.</summary>
    public const string Grpc = "grpc";

    /// <summary>OTLP as protobuf over HTTP.</summary>
    public const string HttpProtobuf = "http/protobuf";

    /// <summary>True where the signal goes anywhere.</summary>
    public bool IsOn => IsOtlp || IsConsole;
}
