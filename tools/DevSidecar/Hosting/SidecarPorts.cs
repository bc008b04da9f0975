using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DemoApp.DevSidecar.Hosting;

/// <summary>What a port of the sidecar is for.</summary>
internal enum SidecarPort
{
    Http,
    Grpc,
    Internal,
    Metrics,
}

/// <summary>The ports of one sidecar: asked for, or free ones that the system gave.</summary>
internal sealed class SidecarPorts
{
    private readonly (SidecarPort Role, string Flag, int Asked)[] _wanted;
    private readonly IReadOnlyList<IPAddress> _addresses;
    private readonly Dictionary<int, SidecarPort> _roles = [];

    public SidecarPorts(SidecarOptions options)
    {
        _wanted =
        [
            (SidecarPort.Http, "dapr-http-port", options.HttpPort),
            (SidecarPort.Grpc, "dapr-grpc-port", options.GrpcPort),
            (SidecarPort.Internal, "dapr-internal-grpc-port", options.InternalGrpcPort),
            (SidecarPort.Metrics, "metrics-port", options.MetricsPort),
        ];
        _addresses = Addresses(options.ListenAddresses);
        foreach (var (role, flag, asked) in _wanted)
        {
            var port = asked == 0 ? FreePort() : asked;
            if (!IsFree(port)) throw new StartException($"port {port} (--{flag}) is already in use");
            if (!_roles.TryAdd(port, role)) throw new StartException($"port {port} (--{flag}) is given twice");
        }
    }

    public int Http => PortOf(SidecarPort.Http);

    public int Grpc => PortOf(SidecarPort.Grpc);

    public int Internal => PortOf(SidecarPort.Internal);

    public int Metrics => PortOf(SidecarPort.Metrics);

    public SidecarPort RoleOf(int port) => _roles[port];

    public void Listen(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowAlternateSchemes = true;
        // Each port sets its own limit; the app's answers and streams have none.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        foreach (var (port, role) in _roles)
        {
            var protocols = role == SidecarPort.Grpc ? HttpProtocols.Http2 : HttpProtocols.Http1;
            // Other sidecars of this machine are the only ones that may come to the internal port.
            foreach (var address in role == SidecarPort.Internal ? [IPAddress.Loopback] : _addresses)
                kestrel.Listen(address, port, listen => listen.Protocols = protocols);
        }
    }

    private int PortOf(SidecarPort role) => _roles.First(pair => pair.Value == role).Key;

    // Both loopbacks where there are two: "localhost" may be either.
    private static List<IPAddress> Addresses(IReadOnlyList<string> given)
    {
        if (given.Count == 0) return CanBind(IPAddress.IPv6Loopback, 0) ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];
        return [.. given.Select(text => text == "localhost" ? IPAddress.Loopback
            : IPAddress.TryParse(text.Trim('[', ']'), out var address) ? address
            : throw new StartException($"--dapr-listen-addresses: \"{text}\" is no IP address"))];
    }

    private bool IsFree(int port) => _addresses.All(address => CanBind(address, port));

    private int FreePort()
    {
        for (var attempt = 0; attempt < 50; attempt++)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
            socket.Close();
            if (!_roles.ContainsKey(port) && IsFree(port)) return port;
        }

        throw new StartException("the system gave no free port");
    }

    private static bool CanBind(IPAddress address, int port)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (address.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = false;
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
