using DemoApp.TenantPage.Forwarding;
using DemoApp.TenantPage.Statistics;

namespace DemoApp.TenantPage.Api;

/// <summary>What the API says of forwarding, on or off.</summary>
internal sealed class ForwardState(Forwarder? forwarder)
{
    public SignalCounts DroppedOf(string tenant) => forwarder?.CountsOf(tenant).Dropped ?? SignalCounts.None;

    public ForwardDto Get(IReadOnlyCollection<TenantStatistics> tenants)
    {
        var (sent, dropped) = (SignalCounts.None, SignalCounts.None);
        foreach (var tenant in tenants)
        {
            var counts = forwarder?.CountsOf(tenant.Name) ?? (SignalCounts.None, SignalCounts.None);
            (sent, dropped) = (sent.Plus(counts.Item1), dropped.Plus(counts.Item2));
        }

        return new ForwardDto(
            forwarder is null ? "off" : forwarder.IsFailing ? "failing" : "ok", forwarder?.Address.GetLeftPart(UriPartial.Authority),
            sent, dropped, tenants.Sum(tenant => tenant.SampledTraces), forwarder?.QueuedBytes ?? 0, forwarder?.Problem);
    }
}

internal sealed record ForwardDto(
    string State, string? Address, SignalCounts Sent, SignalCounts Dropped, long SampledTraces, long QueuedBytes, string? Detail);
