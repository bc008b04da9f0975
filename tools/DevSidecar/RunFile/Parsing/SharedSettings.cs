namespace DemoApp.DevSidecar.RunFile.Parsing;

/// <summary>The settings that may stand in <c>common</c> as well as in one app, as written.</summary>
internal sealed record SharedSettings
{
    private static readonly string[] Protocols = ["http", "grpc", "https", "grpcs", "h2c"];
    private static readonly string[] LogLevels = ["debug", "info", "warn", "error", "fatal"];
    private static readonly string[] LogDestinations = ["console", "file", "fileAndConsole"];

    public Setting<string>? ConfigFilePath { get; init; }
    public IReadOnlyList<Setting<string>> ResourcesPaths { get; init; } = [];
    public Setting<string>? AppProtocol { get; init; }
    public Setting<string>? ApiListenAddresses { get; init; }
    public Setting<string>? LogLevel { get; init; }
    public Setting<int>? AppMaxConcurrency { get; init; }
    public Setting<string>? PlacementHostAddress { get; init; }
    public Setting<string>? SchedulerHostAddress { get; init; }
    public Setting<string>? MaxBodySize { get; init; }
    public Setting<string>? ReadBufferSize { get; init; }
    public Setting<bool>? EnableApiLogging { get; init; }
    public Setting<bool>? EnableAppHealthCheck { get; init; }
    public Setting<string>? AppHealthCheckPath { get; init; }
    public Setting<int>? AppHealthProbeInterval { get; init; }
    public Setting<int>? AppHealthProbeTimeout { get; init; }
    public Setting<int>? AppHealthThreshold { get; init; }
    public Setting<string>? RuntimePath { get; init; }
    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>();
    public Setting<string>? DaprdLogDestination { get; init; }
    public Setting<string>? AppLogDestination { get; init; }

    public static SharedSettings Read(YamlSection section, RunFileFindings diagnostics)
    {
        if (section.Text("resourcesPath") is { } deprecated)
            diagnostics.Warning(deprecated.Line, "resourcesPath is deprecated: use resourcesPaths");
        if (section.Text("runtimePath") is { } runtimePath)
            diagnostics.Warning(runtimePath.Line, "runtimePath: only its .dapr/components and .dapr/config.yaml are used, not its daprd (name one with --sidecar)");
        return new()
        {
            ConfigFilePath = section.Text("configFilePath"),
            ResourcesPaths = [.. section.Texts("resourcesPaths"), .. section.Text("resourcesPath") is { } one ? [one] : Array.Empty<Setting<string>>()],
            AppProtocol = section.Choice("appProtocol", Protocols),
            ApiListenAddresses = section.Text("apiListenAddresses"),
            LogLevel = section.Choice("logLevel", LogLevels),
            AppMaxConcurrency = section.Number("appMaxConcurrency"),
            PlacementHostAddress = section.Text("placementHostAddress"),
            SchedulerHostAddress = section.Text("schedulerHostAddress"),
            MaxBodySize = ByteSize.Read(section, "maxBodySize", diagnostics),
            ReadBufferSize = ByteSize.Read(section, "readBufferSize", diagnostics),
            EnableApiLogging = section.Flag("enableApiLogging"),
            EnableAppHealthCheck = section.Flag("enableAppHealthCheck"),
            AppHealthCheckPath = section.Text("appHealthCheckPath"),
            AppHealthProbeInterval = section.Number("appHealthProbeInterval"),
            AppHealthProbeTimeout = section.Number("appHealthProbeTimeout"),
            AppHealthThreshold = section.Number("appHealthThreshold"),
            RuntimePath = section.Text("runtimePath"),
            Env = section.Pairs("env"),
            DaprdLogDestination = section.Choice("daprdLogDestination", LogDestinations),
            AppLogDestination = section.Choice("appLogDestination", LogDestinations),
        };
    }
}
