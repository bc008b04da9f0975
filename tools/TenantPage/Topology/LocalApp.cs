namespace DemoApp.TenantPage.Topology;

/// <summary>An app of the run file.</summary>
/// <param name="AppId">Its app-id, which is also the service name of its sidecar.</param>
/// <param name="Service">Its <c>OTEL_SERVICE_NAME</c>, or the app-id.</param>
/// <param name="Tenant">Its <c>TENANT_ID</c>, or null.</param>
/// <param name="Url">Where it listens, or null where the run file does not say.</param>
/// <param name="SidecarUrl">Where its sidecar's HTTP API is, or null where the run file does not say.</param>
/// <param name="Sends">Whether it is a Sender, by its name: one that takes <c>POST /send</c>.</param>
internal sealed record LocalApp(string AppId, string Service, string? Tenant, Uri? Url, Uri? SidecarUrl, bool Sends);
