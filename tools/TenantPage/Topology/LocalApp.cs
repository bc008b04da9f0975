using System.Text.RegularExpressions;
using DemoApp.TenantPage.Hosting;

namespace DemoApp.TenantPage.Topology;

/// <summary>An app of this machine.</summary>
/// <param name="AppId">Its app-id, which is also the service name of its sidecar.</param>
/// <param name="Service">Its <c>OTEL_SERVICE_NAME</c>, or the app-id.</param>
/// <param name="Tenant">Its <c>TENANT_ID</c>, or null.</param>
/// <param name="Url">Where it listens, or null if that is not known.</param>
/// <param name="SidecarUrl">Where its sidecar's HTTP API is, or null if that is not known.</param>
internal sealed partial record LocalApp(string AppId, string Service, string? Tenant, Uri? Url, Uri? SidecarUrl)
{
    /// <summary>Whether it is a Sender, by its name: one that takes <c>POST /send</c>.</summary>
    public bool Sends { get; } = AppId.StartsWith("sender", StringComparison.Ordinal) || Service.StartsWith("sender", StringComparison.Ordinal);

    /// <summary>Reads TENANT/APP-ID/SERVICE:PORT:SIDECAR-PORT.</summary>
    /// <exception cref="StartException">It is not of that form.</exception>
    public static LocalApp Parse(string text)
    {
        var parts = Form().Match(text).Groups;
        return parts[0].Success && Local(int.Parse(parts["port"].Value, null)) is { } url && Local(int.Parse(parts["sidecar"].Value, null)) is { } sidecar
            ? new LocalApp(parts["app"].Value, parts["service"].Value, parts["tenant"].Value, url, sidecar)
            : throw new StartException(
                $"--app must be TENANT/APP-ID/SERVICE:PORT:SIDECAR-PORT, such as tenant1/sender-tenant1/sender-service-tenant1:8000:3500, not \"{text}\".");
    }

    /// <summary>A port of this machine, or null if it is none.</summary>
    public static Uri? Local(int? port) => port is > 0 and <= ushort.MaxValue ? new Uri($"http://127.0.0.1:{port}") : null;

    [GeneratedRegex("^(?<tenant>[^/:]+)/(?<app>[^/:]+)/(?<service>[^/:]+):(?<port>[0-9]{1,5}):(?<sidecar>[0-9]{1,5})$")]
    private static partial Regex Form();
}
