namespace DemoApp.DevSidecar.RunFile.Parsing;

/// <summary>The keys of the Dapr CLI's run file, by the place where each may stand.</summary>
internal static class RunFileKeys
{
    public static readonly IReadOnlyList<string> Top = ["version", "name", "common", "apps"];

    public static readonly IReadOnlyList<string> Shared =
    [
        "configFilePath", "resourcesPaths", "resourcesPath", "appProtocol", "apiListenAddresses", "logLevel", "appMaxConcurrency",
        "placementHostAddress", "schedulerHostAddress", "appSSL", "maxBodySize", "readBufferSize", "enableProfiling", "enableApiLogging",
        "enableAppHealthCheck", "appHealthCheckPath", "appHealthProbeInterval", "appHealthProbeTimeout", "appHealthThreshold",
        "runtimePath", "env", "daprdLogDestination", "appLogDestination",
    ];

    public static readonly IReadOnlyList<string> AppOnly =
    [
        "appID", "appDirPath", "appChannelAddress", "appPort", "daprHTTPPort", "daprGRPCPort", "daprInternalGRPCPort", "metricsPort",
        "profilePort", "command", "unixDomainSocket", "containerImage", "containerImagePullPolicy", "createService",
    ];

    public static readonly IReadOnlyList<string> App = [.. AppOnly, .. Shared];

    /// <summary>Keys the Dapr CLI knows and this tool does not act on, with the reason.</summary>
    public static readonly IReadOnlyDictionary<string, string> Ignored = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["containerImage"] = "is for Kubernetes only",
        ["containerImagePullPolicy"] = "is for Kubernetes only",
        ["createService"] = "is for Kubernetes only",
        ["unixDomainSocket"] = "is not supported: the sidecar listens on TCP ports",
        ["profilePort"] = "is not supported: there is no profiling endpoint",
        ["enableProfiling"] = "is not supported: there is no profiling endpoint",
        ["appSSL"] = "is deprecated and not supported: use appProtocol: https or grpcs",
    };

    /// <summary>The keys that hold a port, in the order in which the Dapr CLI documents them.</summary>
    public static readonly IReadOnlyList<string> Ports = ["appPort", "daprHTTPPort", "daprGRPCPort", "daprInternalGRPCPort", "metricsPort"];
}
