namespace DemoApp.Tenants.RunFile;

/// <summary>An app of a run file.</summary>
/// <param name="Tenant">Whose it is, where that is known.</param>
/// <param name="AppId">Its app-id.</param>
/// <param name="Port">Where it listens, where the file says so.</param>
public sealed record TenantApp(string? Tenant, string AppId, string? Port);
