namespace DemoApp.ServiceDefaults;

/// <summary>How a service misbehaves on purpose.</summary>
/// <param name="ErrorRate">Share of requests answered with a simulated error, 0 to 1, from <c>ERROR_RATE</c>.</param>
/// <param name="LatencyMs">Wait before each request, 0 to 60000 milliseconds, from <c>LATENCY_MS</c>.</param>
/// <param name="DatabaseFailureRate">Share of requests whose write to the state store fails, 0 to 1; only <c>PUT /faults</c> sets it.</param>
/// <param name="DatabaseLatencyMs">Wait before each write to the state store, 0 to 60000 milliseconds; only <c>PUT /faults</c> sets it.</param>
public sealed record FaultSettings(double ErrorRate, int LatencyMs, double DatabaseFailureRate = 0, int DatabaseLatencyMs = 0)
{
    /// <summary>The longest simulated wait, in milliseconds.</summary>
    public const int MaxWaitMs = 60_000;

    internal static FaultSettings Read(SettingReader variables) =>
        new(variables.Rate("ERROR_RATE", 0), variables.WholeNumber("LATENCY_MS", 0, 0, MaxWaitMs));
}
