using System.Net;
using System.Net.Sockets;

namespace DemoApp.AppHost;

/// <summary>Checks every port before anything starts.</summary>
internal static class PortCheck
{
    /// <summary>Returns the settings to start with, which have no page if another collector has its port.</summary>
    /// <exception cref="SettingException">A port is taken, is wanted twice, or is out of range.</exception>
    public static RunSettings Run(RunSettings settings, IReadOnlyList<LocalApp> apps)
    {
        if (settings.HasPage && !IsFree(settings.GrpcPort))
        {
            Console.WriteLine(
                $"Port {settings.GrpcPort} is taken by {PortOwner.Describe(settings.GrpcPort)}: telemetry goes there, and this run has no tenant page "
                + "(VIEWER_GRPC_PORT=... gives the page another port).");
            settings = settings with { HasPage = false };
        }

        var users = new Dictionary<int, string>();
        foreach (var (port, user, setting) in Wanted(settings, apps))
        {
            var why = port > ushort.MaxValue ? $"is above {ushort.MaxValue}"
                : !users.TryAdd(port, user) ? $"is wanted by {users[port]}, too"
                : !IsFree(port) ? $"is taken by {PortOwner.Describe(port)}"
                : null;
            if (why is not null)
            {
                throw new SettingException($"Port {port}, for {user}, {why}. {setting} gives {user} another one.");
            }
        }

        return settings;
    }

    private static IEnumerable<(int Port, string User, string Setting)> Wanted(RunSettings settings, IReadOnlyList<LocalApp> apps)
    {
        var setting = settings.Tenants.Count > 1 ? "PORT_STEP or PORT_OFFSET" : "PORT_OFFSET";
        foreach (var app in apps)
        {
            yield return (app.Port, app.AppId, setting);
            foreach (var port in (int[])[app.SidecarHttpPort, app.SidecarGrpcPort, app.SidecarInternalPort, app.SidecarMetricsPort])
            {
                yield return (port, $"the sidecar of {app.AppId}", setting);
            }
        }

        if (settings.HasPage)
        {
            yield return (settings.GrpcPort, "the tenant page (OTLP over gRPC)", "VIEWER_GRPC_PORT");
            yield return (settings.HttpPort, "the tenant page (OTLP over HTTP)", "VIEWER_HTTP_PORT");
            yield return (settings.PagePort, "the tenant page", "VIEWER_PORT");
        }

        if (settings.HasDashboard)
        {
            yield return (settings.DashboardPort, "the dashboard", "DASHBOARD_PORT");
            yield return (settings.DashboardOtlpPort, "the dashboard (OTLP)", "DASHBOARD_OTLP_PORT");
        }
    }

    // daprd listens on all addresses with its internal port.
    private static bool IsFree(int port) => ((IPAddress[])[IPAddress.Loopback, IPAddress.Any]).All(address =>
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    });
}
