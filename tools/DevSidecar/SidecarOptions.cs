namespace DemoApp.DevSidecar;

/// <summary>The settings of one sidecar, from its command line and its environment.</summary>
internal sealed record SidecarOptions
{
    /// <summary>The Dapr release whose answers were recorded.</summary>
    public const string DaprVersion = "1.18.3";

    public required string AppId { get; init; }
    public int? AppPort { get; init; }
    public string AppChannelAddress { get; init; } = "127.0.0.1";
    public int HttpPort { get; init; } = 3500;
    public int GrpcPort { get; init; } = 50001;
    public int InternalGrpcPort { get; init; }
    public int MetricsPort { get; init; } = 9090;
    public IReadOnlyList<string> ListenAddresses { get; init; } = [];
    public string? ConfigFile { get; init; }
    public IReadOnlyList<string> ResourcesPaths { get; init; } = [];

    /// <summary>Flags of daprd that were given and change nothing here.</summary>
    public IReadOnlyList<string> FlagsWithoutEffect { get; init; } = [];
    public string LogLevel { get; init; } = "info";
    public int MaxBodySize { get; init; } = 4 << 20;
    public AppHealthCheck? HealthCheck { get; init; }
    public bool ApiLogging { get; init; }
    public TimeSpan GracefulShutdown { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a signal may wait for the app to become unhealthy before the shutdown begins.</summary>
    public TimeSpan BlockShutdown { get; init; }
    public string Namespace { get; init; } = "default";
    public string? ApiToken { get; init; }
    public string? AppToken { get; init; }
    public string HostAddress { get; init; } = "127.0.0.1";

    /// <summary>The registry of sidecars if the Configuration names none; null is the user's own.</summary>
    public string? Registry { get; init; }

    public string? AppBaseAddress { get => field ??= AppPort is { } port ? $"http://{AppChannelAddress}:{port}" : null; }
}

/// <summary>The health check of the app.</summary>
internal sealed record AppHealthCheck(string Path, TimeSpan Interval, TimeSpan Timeout, int Threshold);
