using DemoApp.TenantPage.Ingest;

namespace DemoApp.TenantPage.Statistics;

/// <summary>Numbers of spans, points and log records.</summary>
internal sealed record SignalCounts(long Spans, long Points, long Logs)
{
    public static SignalCounts None { get; } = new(0, 0, 0);
    public long Total => Spans + Points + Logs;

    public SignalCounts Plus(Signal signal, long items) => signal switch
    {
        Signal.Traces => this with { Spans = Spans + items },
        Signal.Metrics => this with { Points = Points + items },
        _ => this with { Logs = Logs + items },
    };

    public SignalCounts Plus(SignalCounts more) => new(Spans + more.Spans, Points + more.Points, Logs + more.Logs);
}
