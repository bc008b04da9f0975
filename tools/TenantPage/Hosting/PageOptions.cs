using DemoApp.TenantPage.Statistics;
using DemoApp.TenantPage.Topology;

namespace DemoApp.TenantPage.Hosting;

/// <summary>What the command line says.</summary>
internal sealed record PageOptions
{
    /// <summary>Port of OTLP over gRPC; 0 takes a free one.</summary>
    public int GrpcPort { get; init; } = 4317;

    /// <summary>Port of OTLP over HTTP; 0 takes a free one.</summary>
    public int HttpPort { get; init; } = 4318;

    /// <summary>Port of the page and its API; 0 takes a free one.</summary>
    public int PagePort { get; init; } = 18888;

    /// <summary>The run file whose apps are watched and driven, or null.</summary>
    public string? RunFile { get; init; }

    /// <summary>The apps that are watched and driven, if no run file names them.</summary>
    public IReadOnlyList<LocalApp> Apps { get; init; } = [];

    /// <summary>The tenants whose telemetry may arrive, or null if any may.</summary>
    public IReadOnlyCollection<string>? Tenants { get; init; }

    /// <summary>A process with which this one ends, or null.</summary>
    public int? WatchedProcess { get; init; }

    /// <summary>Tenants that are told apart; what a further one sends is rejected.</summary>
    public int MaxTenants { get; init; } = 20;

    /// <summary>Where telemetry is forwarded to, or null.</summary>
    public Uri? Forward { get; init; }

    /// <summary>How much is forwarded.</summary>
    public ForwardLimits ForwardLimits { get; init; } = new(16 << 20, 25);

    /// <summary>The Aspire dashboard that links to traces lead to, or null.</summary>
    public Uri? Dashboard { get; init; }
}
