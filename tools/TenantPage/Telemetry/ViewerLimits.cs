namespace DemoApp.TenantPage.Telemetry;

/// <summary>How much is kept; what is over a limit of a tenant evicts that tenant's oldest, or is refused and counted.</summary>
internal sealed record ViewerLimits
{
    /// <summary>Tenants that are told apart; what a further one sends is refused.</summary>
    public int Tenants { get; init; } = 20;

    /// <summary>Spans kept of a tenant, in whole traces.</summary>
    public int SpansPerTenant { get; init; } = 100_000;

    /// <summary>Bytes kept of a tenant's spans: their encoding, and 200 for each.</summary>
    public long SpanBytesPerTenant { get; init; } = 64 << 20;

    /// <summary>Spans kept of one trace; further ones are refused.</summary>
    public int SpansPerTrace { get; init; } = 10_000;

    /// <summary>Log records kept of a tenant.</summary>
    public int LogsPerTenant { get; init; } = 20_000;

    /// <summary>Bytes kept of a tenant's log records: their encoding, and 100 for each.</summary>
    public long LogBytesPerTenant { get; init; } = 16 << 20;

    /// <summary>Series of metrics kept of a tenant; points of a further one are refused until another has been silent for 15 minutes.</summary>
    public int SeriesPerTenant { get; init; } = 2_000;

    /// <summary>Points kept of a series: 15 minutes at one every 5 s.</summary>
    public int PointsPerSeries { get; init; } = 180;

    /// <summary>Services (and sidecars) whose rates are counted, of all tenants together.</summary>
    public int Services { get; init; } = 200;

    /// <summary>Bytes of one export, after decompression.</summary>
    public int RequestBytes { get; init; } = 16 << 20;

    /// <summary>Exports that are read at once; further ones wait.</summary>
    public int ConcurrentExports { get; init; } = 16;
}
