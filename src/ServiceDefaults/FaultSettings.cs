namespace DemoApp.ServiceDefaults;

/// <summary>How a service misbehaves on purpose.</summary>
/// <param name="ErrorRate">Share of requests answered with a simulated error, 0 to 1, from <c>ERROR_RATE</c>.</param>
/// <param name="LatencyMs">Wait before each request, 0 to 60000 milliseconds, from <c>LATENCY_MS</c>.</param>
public sealed record FaultSettings(double ErrorRate, int LatencyMs)
{
    /// <summary>The longest simulated wait, in milliseconds.</summary>
    public const int MaxWaitMs = 60_000;

    internal static FaultSettings Read(SettingReader variables) =>
        new(variables.Rate("ERROR_RATE", 0), variables.WholeNumber("LATENCY_MS", 0, 0, MaxWaitMs));
}
