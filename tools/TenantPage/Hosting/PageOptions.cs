using DemoApp.TenantPage.Telemetry;

namespace DemoApp.TenantPage.Hosting;

/// <summary>What the command line says.</summary>
internal sealed record ViewerOptions
{
    /// <summary>Port of OTLP over gRPC; 0 takes a free one.</summary>
    public int GrpcPort { get; init; } = 4317;

    /// <summary>Port of OTLP over HTTP; 0 takes a free one.</summary>
    public int HttpPort { get; init; } = 4318;

    /// <summary>Port of the page and its API; 0 takes a free one.</summary>
    public int PagePort { get; init; } = 18888;

    /// <summary>The run file whose apps are watched and driven, or null.</summary>
    public string? RunFile { get; init; }

    /// <summary>The tenants whose telemetry may arrive, or null where any may.</summary>
    public IReadOnlyCollection<string>? Tenants { get; init; }

    /// <summary>A process with which this one ends, or null.</summary>
    public int? WatchedProcess { get; init; }

    /// <summary>How much is kept.</summary>
    public ViewerLimits Limits { get; init; } = new();
}
