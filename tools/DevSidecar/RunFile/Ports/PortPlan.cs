using System.Net;
using System.Net.Sockets;
using DemoApp.DevSidecar.RunFile.Parsing;

namespace DemoApp.DevSidecar.RunFile.Ports;

/// <summary>Checks that every port the run file sets is free, and takes free ones from the operating system for the rest.</summary>
internal static class PortPlan
{
    public static IReadOnlyDictionary<string, AppPorts> Make(RunFileConfig config)
    {
        var set = config.Apps.SelectMany(app => app.Ports.Values).Select(port => port.Value).ToHashSet();
        foreach (var app in config.Apps)
        {
            // Without a command the app is started by somebody else, and may well listen already.
            foreach (var (key, port) in app.Ports.Where(port => port.Key != "appPort" || app.Executable is not null))
                Check(app, key, port, config.RunFileFindings);
        }

        // All stay bound until the last one is chosen, so that none is chosen twice.
        var held = new List<Socket>();
        try
        {
            int Port(RunFileApp app, string key) => app.Ports.TryGetValue(key, out var port) ? port.Value : Free(held, set);
            return config.Apps.ToDictionary(app => app.AppId, app => new AppPorts(
                app.Ports.GetValueOrDefault("appPort")?.Value,
                Port(app, "daprHTTPPort"),
                Port(app, "daprGRPCPort"),
                Port(app, "daprInternalGRPCPort"),
                Port(app, "metricsPort")));
        }
        finally
        {
            held.ForEach(socket => socket.Dispose());
        }
    }

    private static void Check(RunFileApp app, string key, Setting<int> port, RunFileFindings diagnostics)
    {
        var wanted = $"port {port.Value}, the {key} of app \"{app.AppId}\",";
        switch (PortProbe.WhyNotFree(port.Value))
        {
            case null:
                return;
            case SocketError.AddressAlreadyInUse:
                diagnostics.Error(port.Line, $"{wanted} is in use: {PortHolder.Describe(port.Value)}");
                return;
            case SocketError.AccessDenied:
                diagnostics.Error(port.Line, $"{wanted} is not allowed for this user: choose one from 1024 on");
                return;
            case var other:
                diagnostics.Error(port.Line, $"{wanted} cannot be used: {other}");
                return;
        }
    }

    private static int Free(List<Socket> held, HashSet<int> set)
    {
        while (true)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            held.Add(socket);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
            if (!set.Contains(port))
                return port;
        }
    }
}
