namespace DemoApp.Tenants.RunFile;

/// <summary>How a run file for several tenants is made.</summary>
/// <param name="Template">The run file for one tenant.</param>
/// <param name="Output">The folder that gets <c>dapr.yaml</c> and the tenants' resources; what an earlier call wrote there is deleted.</param>
/// <param name="PortStep">How far a tenant's ports are from those of the one before it in the list, at least 1.</param>
/// <param name="Collector">Where sidecars send their spans, as host:port; null: where the template's Configuration says.</param>
public sealed record TenantRunOptions(string Template, string Output, int PortStep = 100, string? Collector = null);
