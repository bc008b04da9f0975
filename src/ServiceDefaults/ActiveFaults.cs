namespace DemoApp.ServiceDefaults;

/// <summary>The faults in force, where they came from and when they end.</summary>
/// <param name="Settings">The faults.</param>
/// <param name="ExpiresAt">When those of the API end; null for those of the environment, which do not.</param>
public sealed record ActiveFaults(FaultSettings Settings, DateTimeOffset? ExpiresAt);
