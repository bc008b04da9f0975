namespace DemoApp.TenantPage.Statistics;

/// <summary>Names of tenants.</summary>
internal static class TenantName
{
    /// <summary>The tenant of telemetry that names none; no tenant of the list can have this name.</summary>
    public const string Unknown = "unknown";
}
