namespace DemoApp.TenantPage.Telemetry;

/// <summary>Names of tenants.</summary>
internal static class TenantName
{
    /// <summary>Whose telemetry is that names no tenant; no tenant of the list can have this name.</summary>
    public const string Unknown = "unknown";
}
