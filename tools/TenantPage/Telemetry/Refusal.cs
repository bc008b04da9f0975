namespace DemoApp.TenantPage.Telemetry;

/// <summary>Something that was sent and not taken.</summary>
/// <param name="Time">When it last happened.</param>
/// <param name="Transport">How it came: grpc or http.</param>
/// <param name="Signal">What it was.</param>
/// <param name="Reason">Why, as its sender was told.</param>
/// <param name="Items">How many spans, points or records; 0 where that cannot be known.</param>
/// <param name="Tenant">Whose it was, or empty.</param>
/// <param name="Count">How many times in a row.</param>
internal sealed record Refusal(DateTimeOffset Time, string Transport, Signal Signal, string Reason, long Items, string Tenant, long Count = 1)
{
    public bool IsTheSameAgainAs(Refusal other) =>
        (Transport, Signal, Reason, Tenant) == (other.Transport, other.Signal, other.Reason, other.Tenant);
}
