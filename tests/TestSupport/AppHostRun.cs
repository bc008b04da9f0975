using System.Net;
using System.Net.Sockets;

namespace DemoApp.TestSupport;

/// <summary>What a run of the app host is started with so that it meets no other: free ports, and a mark that all its processes carry.</summary>
public sealed class AppHostRun
{
    // What dapr.yaml and the sidecars of two tenants listen on, before the offset.
    private static readonly int[] FirstPorts = [8000, 8001, 3500, 3510, 50001, 50002, 50003, 50011, 50012, 50013];

    private const string MarkVariable = "DEMO_APP_TEST_RUN";

    private readonly string _mark = Guid.NewGuid().ToString();

    /// <summary>Finds ports for two tenants.</summary>
    public AppHostRun() => (Offset, Step) = FindPorts();

    /// <summary>How far the ports are from those of dapr.yaml.</summary>
    public int Offset { get; }

    /// <summary>How far the second tenant's ports are from the first one's.</summary>
    public int Step { get; }

    /// <summary>Where the page receives OTLP over gRPC.</summary>
    public int GrpcPort { get; } = FreePort.Next();

    /// <summary>Where the page receives OTLP over HTTP.</summary>
    public int HttpPort { get; } = FreePort.Next();

    /// <summary>The tenant page.</summary>
    public int PagePort { get; } = FreePort.Next();

    /// <summary>The dashboard.</summary>
    public int DashboardPort { get; } = FreePort.Next();

    /// <summary>Where the dashboard receives OTLP.</summary>
    public int DashboardOtlpPort { get; } = FreePort.Next();

    /// <summary>Its processes, the orchestrator's included.</summary>
    public IReadOnlyList<RunningProcess> Processes => RunningProcess.WithVariable(MarkVariable, _mark);

    /// <summary>The environment that makes a run use these ports; the development sidecar is used unless <c>DAPRD</c> names a real one.</summary>
    public Dictionary<string, string?> Variables(params IEnumerable<(string Name, string? Value)> more)
    {
        var variables = new Dictionary<string, string?>
        {
            [MarkVariable] = _mark,
            ["TENANTS"] = "",
            ["PORT_OFFSET"] = $"{Offset}",
            ["PORT_STEP"] = $"{Step}",
            ["VIEWER_GRPC_PORT"] = $"{GrpcPort}",
            ["VIEWER_HTTP_PORT"] = $"{HttpPort}",
            ["VIEWER_PORT"] = $"{PagePort}",
            ["DASHBOARD_PORT"] = $"{DashboardPort}",
            ["DASHBOARD_OTLP_PORT"] = $"{DashboardOtlpPort}",
        };
        foreach (var (name, value) in more)
        {
            variables[name] = value;
        }

        return variables;
    }

    private bool PortsAreFree() =>
        ((int[])[.. FirstPorts.SelectMany(port => (int[])[port + Offset, port + Offset + Step]), GrpcPort, HttpPort, PagePort, DashboardPort, DashboardOtlpPort])
        .All(port =>
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });

    /// <summary>Whether nothing of it is left.</summary>
    public bool IsGone() => PortsAreFree() && Processes.Count == 0;

    private static (int Offset, int Step) FindPorts()
    {
        const int step = 23;
        // Taken, so that no test beside this one is given them before they are listened on. All of them are outside of the range of outgoing
        // connections (32768 to 60999), from which another process could take one in between.
        for (var offset = 11_000; offset < 15_400; offset += 50)
        {
            if (FirstPorts.All(port => FreePort.TryTake(port + offset) && FreePort.TryTake(port + offset + step)))
            {
                return (offset, step);
            }
        }

        throw new InvalidOperationException("No distance at which the ports of two tenants are free.");
    }
}
