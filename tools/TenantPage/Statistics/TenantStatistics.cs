using System.Threading.RateLimiting;
using DemoApp.TenantPage.Ingest;

namespace DemoApp.TenantPage.Statistics;

/// <summary>All that is kept of one tenant. Whatever a tenant sends takes memory of its own share here and none of another's.</summary>
internal sealed class TenantStatistics(string name, int tracesPerSecond)
{
    public const int Services = 24;
    private const int TracesKept = 1 << 15;
    private const int SpansKept = 1 << 14;
    private const int WaitingKept = 1 << 12;

    // A burst of 40 seconds' worth, so that a few hundred requests by hand or by a test are all forwarded.
    private const int BurstSeconds = 40;

    public string Name { get; } = name;
    public bool IsUnknown { get; } = name == TenantName.Unknown;
    public SignalCounts Accepted { get; set; } = SignalCounts.None;
    public SignalCounts Rejected { get; set; } = SignalCounts.None;
    public long Requests { get; set; }
    public long LastExport { get; set; }
    public DateTimeOffset? Last { get; set; }
    public long Unexpected { get; set; }
    public long SampledTraces { get; set; }
    public long UncountedRequests { get; set; }
    public CountedList<UnexpectedTenant> UnexpectedTenants { get; } = new(40);
    public CountedList<Rejection> Rejections { get; } = new(20);
    public CountedList<RefusedRequest> RefusedRequests { get; } = new(50);
    public Dictionary<RatedService, ServiceRate> Rates { get; } = [];
    public Dictionary<string, FaultSeen> Faults { get; } = [];
    public Dictionary<CallEdge, (long Count, long Errors)> Calls { get; } = [];
    public NameTable ServiceNames { get; } = new(2 * Services, "(other services)");
    public NameTable Paths { get; } = new(100, "(other paths)");
    public NameTable Callers { get; } = new(100, "(other callers)");
    public RecentTable Traces { get; } = new(TracesKept);
    public RecentTable Spans { get; } = new(SpansKept);
    public RecentTable Waiting { get; } = new(WaitingKept);
    public TokenBucketRateLimiter ForwardedTraces { get; } = Limit(tracesPerSecond);
    public TokenBucketRateLimiter ForwardedLogs { get; } = Limit(4 * tracesPerSecond);

    private static TokenBucketRateLimiter Limit(int perSecond) => new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = BurstSeconds * perSecond,
        TokensPerPeriod = perSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    });
}

/// <summary>A row of the overview.</summary>
internal readonly record struct RatedService(string Service, bool IsSidecar);

/// <summary>A service that calls another one.</summary>
internal readonly record struct CallEdge(string FromTenant, string FromService, string ToTenant, string ToService);

/// <summary>A request that a service refused with 403.</summary>
/// <param name="Service">The service that refused it.</param>
/// <param name="Path">What was asked for.</param>
/// <param name="AskedBy">The service that asked, or the address it asked from.</param>
internal readonly record struct RefusedRequest(string Service, string Path, string AskedBy);

/// <summary>A record that carried a tenant that it should not.</summary>
/// <param name="Signal">What it was.</param>
/// <param name="Tenant">The tenant that sent it.</param>
/// <param name="Carried">The tenant that it names.</param>
/// <param name="Where">Where it names it.</param>
/// <param name="Service">Who made it.</param>
internal sealed record UnexpectedTenant(Signal Signal, string Tenant, string Carried, string Where, string Service)
{
    public string Detail => Carried == Tenant
        ? $"{Service} sent telemetry of {Carried}, which is not expected here."
        : $"{Service} sent telemetry of {Tenant} that names {Carried} ({Where}).";
}

/// <summary>Something that was sent and rejected.</summary>
/// <param name="Transport">How it came: grpc or http.</param>
/// <param name="Signal">What it was.</param>
/// <param name="Reason">The reason in the answer to its sender.</param>
/// <param name="Tenant">Who sent it, or empty.</param>
internal sealed record Rejection(string Transport, Signal Signal, string Reason, string Tenant);

/// <summary>Faults that a service's own telemetry tells of.</summary>
/// <param name="Kinds">Values of <c>app.fault</c>.</param>
/// <param name="Since">When the first of them was seen.</param>
/// <param name="Last">When the newest was seen.</param>
internal sealed record FaultSeen(IReadOnlyList<string> Kinds, DateTimeOffset Since, DateTimeOffset Last);

/// <summary>What is remembered of a trace in the value of a table.</summary>
/// <param name="Fate">What became of it.</param>
/// <param name="Spans">How many spans of it came, as far as that matters: two for more than one.</param>
/// <param name="Time">When it came.</param>
internal readonly record struct TraceState(TraceFate Fate, int Spans, DateTimeOffset Time)
{
    public ulong Packed => ((ulong)Time.ToUnixTimeSeconds() << 4) | ((ulong)Math.Min(Spans, 2) << 2) | (uint)Fate;

    public static TraceState Of(ulong packed) =>
        new((TraceFate)(packed & 3), (int)(packed >> 2 & 3), DateTimeOffset.FromUnixTimeSeconds((long)(packed >> 4)));
}

/// <summary>What became of a trace.</summary>
internal enum TraceFate
{
    NotForwarded,
    Forwarded,
    SampledOut,
    Dropped,
}
