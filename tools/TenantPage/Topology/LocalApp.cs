using System.Globalization;
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
    public bool Sends { get; } =
        AppId.StartsWith("sender", StringComparison.Ordinal) || Service.StartsWith("sender", StringComparison.Ordinal);

    public static LocalApp Parse(string text)
    {
        var parts = Form().Match(text).Groups;
        return parts[0].Success && Port("port") is { } url && Port("sidecar") is { } sidecar
            ? new LocalApp(parts["app"].Value, parts["service"].Value, parts["tenant"].Value, url, sidecar)
            : throw new StartException(
                $"--app must be TENANT/APP-ID/SERVICE:PORT:SIDECAR-PORT, such as tenant1/sender/sender-service:8000:3500, not \"{text}\".");

        Uri? Port(string name) => Local(int.Parse(parts[name].Value, CultureInfo.InvariantCulture));
    }

    public static Uri? Local(int? port) => port is > 0 and <= ushort.MaxValue ? new Uri($"http://127.0.0.1:{port}") : null;

    [GeneratedRegex("^(?<tenant>[^/:]+)/(?<app>[^/:]+)/(?<service>[^/:]+):(?<port>[0-9]{1,5}):(?<sidecar>[0-9]{1,5})$")]
    private static partial Regex Form();
}
