using DemoApp.LocalPorts;

namespace DemoApp.AppHost;

/// <summary>Checks every port before anything starts.</summary>
internal static class PortCheck
{
    /// <summary>Returns the settings to start with, which have no page if another collector has its port.</summary>
    /// <exception cref="SettingException">A port is taken, is wanted twice, or is out of range.</exception>
    public static RunSettings Run(RunSettings settings, IReadOnlyList<LocalApp> apps)
    {
        if (settings.HasPage && !LocalPort.IsFree(settings.GrpcPort))
        {
            Console.WriteLine(
                $"Port {settings.GrpcPort} is taken by {LocalPort.Owner(settings.GrpcPort)}: telemetry goes there, and this run has no "
                + "tenant page (VIEWER_GRPC_PORT gives the page another port).");
            settings = settings with { HasPage = false };
        }

        var users = new Dictionary<int, string>();
        foreach (var (port, user, variable) in apps.SelectMany(app => app.Ports).Concat(settings.Ports))
        {
            var why = port > ushort.MaxValue ? $"is above {ushort.MaxValue}"
                : !users.TryAdd(port, user) ? $"is wanted by {users[port]}, too"
                : !LocalPort.IsFree(port) ? $"is taken by {LocalPort.Owner(port)}"
                : null;
            if (why is not null)
            {
                throw new SettingException($"Port {port}, for {user}, {why}. {variable} gives {user} another one.");
            }
        }

        return settings;
    }
}
