namespace DemoApp.TenantPage.Telemetry;

/// <summary>Numbers of spans, points and log records.</summary>
internal sealed record SignalCounts(long Spans, long Points, long Logs)
{
    /// <summary>Their sum.</summary>
    public long Total => Spans + Points + Logs;

    /// <summary>With some more of one signal.</summary>
    public SignalCounts Plus(Signal signal, long items) => signal switch
    {
        Signal.Traces => this with { Spans = Spans + items },
        Signal.Metrics => this with { Points = Points + items },
        _ => this with { Logs = Logs + items },
    };
}

/// <summary>The three signals of OTLP.</summary>
internal enum Signal
{
    /// <summary>Spans.</summary>
    Traces,

    /// <summary>Data points.</summary>
    Metrics,

    /// <summary>Log records.</summary>
    Logs,
}

/// <summary>What came of one tenant.</summary>
internal sealed record TenantArrivals(SignalCounts Accepted, SignalCounts Refused, long Requests, long Unexpected, DateTimeOffset? Last)
{
    /// <summary>Nothing yet.</summary>
    public static TenantArrivals None { get; } = new(new SignalCounts(0, 0, 0), new SignalCounts(0, 0, 0), 0, 0, null);
}
