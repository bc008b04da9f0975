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
    public int PagePort { get; init; } = 18888;
    public string? RunFile { get; init; }
    public IReadOnlyList<LocalApp> Apps { get; init; } = [];
    public IReadOnlyCollection<string>? Tenants { get; init; }
    public int? WatchedProcess { get; init; }
    public int MaxTenants { get; init; } = 20;
    public Uri? Forward { get; init; }
    public ForwardLimits ForwardLimits { get; init; } = new(16 << 20, 25);
    public Uri? Dashboard { get; init; }
}
