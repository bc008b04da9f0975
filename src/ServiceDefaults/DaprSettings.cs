namespace DemoApp.ServiceDefaults;

/// <summary>How the sidecar is reached. Dapr's clients would read the same variables by themselves, and fail at the first call.</summary>
/// <param name="HttpEndpoint">From <c>DAPR_HTTP_ENDPOINT</c>, else localhost and <c>DAPR_HTTP_PORT</c>.</param>
/// <param name="GrpcEndpoint">From <c>DAPR_GRPC_ENDPOINT</c>, else localhost and <c>DAPR_GRPC_PORT</c>.</param>
/// <param name="ApiToken">What the sidecar wants from its app, from <c>DAPR_API_TOKEN</c>.</param>
public sealed record DaprSettings(Uri HttpEndpoint, Uri GrpcEndpoint, string? ApiToken)
{
    /// <summary>Reads and checks them.</summary>
    /// <exception cref="InvalidSettingException">A port, an address or a token is wrong.</exception>
    public static DaprSettings Read(SettingReader variables)
    {
        var httpPort = variables.WholeNumber("DAPR_HTTP_PORT", 3500, 1, 65535);
        var grpcPort = variables.WholeNumber("DAPR_GRPC_PORT", 50001, 1, 65535);
        return new DaprSettings(
            variables.SidecarAddress("DAPR_HTTP_ENDPOINT") ?? new Uri($"http://localhost:{httpPort}"),
            variables.SidecarAddress("DAPR_GRPC_ENDPOINT") ?? new Uri($"http://localhost:{grpcPort}"),
            variables.Token("DAPR_API_TOKEN"));
    }
}
