namespace DemoApp.DevSidecar;

/// <summary>What one sidecar was told on its command line and by its environment.</summary>
internal sealed record SidecarOptions
{
    /// <summary>The Dapr release whose answers this stand-in was recorded from.</summary>
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

    public string? PlacementHostAddress { get; init; }

    public string? SchedulerHostAddress { get; init; }

    public IReadOnlyList<string> FlagsWithoutEffect { get; init; } = [];

    public string LogLevel { get; init; } = "info";

    public long MaxBodySize { get; init; } = 4 << 20;

    public AppHealthCheck? HealthCheck { get; init; }

    public bool ApiLogging { get; init; }

    public TimeSpan GracefulShutdown { get; init; } = TimeSpan.FromSeconds(5);

    public string Namespace { get; init; } = "default";

    public string? ApiToken { get; init; }

    public string? AppToken { get; init; }

    public string HostAddress { get; init; } = "127.0.0.1";

    /// <summary>Where sidecars find each other when the Configuration names no registry of its own.</summary>
    public required string DefaultRegistry { get; init; }

    public string? AppBaseAddress { get => field ??= AppPort is { } port ? $"http://{AppChannelAddress}:{port}" : null; }
}

/// <summary>How, and how often, the app is asked whether it is well.</summary>
internal sealed record AppHealthCheck(string Path, TimeSpan Interval, TimeSpan Timeout, int Threshold);
