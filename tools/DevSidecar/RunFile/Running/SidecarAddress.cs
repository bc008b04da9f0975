using System.Net;

namespace DemoApp.DevSidecar.RunFile.Running;

/// <summary>Where a sidecar's HTTP API is reached from this machine.</summary>
internal static class SidecarAddress
{
    public static string Host(string? listenAddresses)
    {
        var first = listenAddresses?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        if (!IPAddress.TryParse(first?.Trim('[', ']'), out var address))
            return first ?? "127.0.0.1";
        return address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? "127.0.0.1"
            : address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
    }

    public static string Of(AppRun run) => $"http://{Host(run.App.Settings.ApiListenAddresses?.Value)}:{run.Ports.Http}";
}
