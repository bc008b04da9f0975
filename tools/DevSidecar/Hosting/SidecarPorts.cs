using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DemoApp.DevSidecar.Hosting;

/// <summary>The purpose of a port of the sidecar.</summary>
internal enum SidecarPort
{
    Http,
    Grpc,
    Internal,
    Metrics,
}

/// <summary>The ports of one sidecar: those of its flags, or free ones.</summary>
internal sealed class SidecarPorts
{
    // A body that comes more slowly, and is read whole into memory, is cut off.
    private static readonly MinDataRate MinRequestBodyDataRate = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(10));

    private readonly IReadOnlyList<IPAddress> _addresses;
    private readonly Dictionary<int, SidecarPort> _roles = [];

    public SidecarPorts(SidecarOptions options)
    {
        _addresses = ReadAddresses(options.ListenAddresses);
        Http = Take(SidecarPort.Http, "dapr-http-port", options.HttpPort);
        Grpc = Take(SidecarPort.Grpc, "dapr-grpc-port", options.GrpcPort);
        Internal = Take(SidecarPort.Internal, "dapr-internal-grpc-port", options.InternalGrpcPort);
        Metrics = Take(SidecarPort.Metrics, "metrics-port", options.MetricsPort);
    }

    public int Http { get; }

    public int Grpc { get; }

    public int Internal { get; }

    public int Metrics { get; }

    public SidecarPort RoleOf(int port) => _roles[port];

    public void Listen(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.AllowAlternateSchemes = true;
        // Headers are bytes: whatever they stand for passes through unchanged.
        kestrel.RequestHeaderEncodingSelector = static _ => System.Text.Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = static _ => System.Text.Encoding.Latin1;
        // Each API has its own limit of size; the app's answers and streams have none.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = MinRequestBodyDataRate;
        kestrel.Limits.MinResponseDataRate = null;
        foreach (var (port, role) in _roles)
        {
            // Only other sidecars of this machine may reach the internal port.
            foreach (var address in role == SidecarPort.Internal ? [IPAddress.Loopback] : _addresses)
            {
                var protocols = role == SidecarPort.Grpc ? HttpProtocols.Http2 : HttpProtocols.Http1;
                kestrel.Listen(address, port, listen => listen.Protocols = protocols);
            }
        }
    }

    // Both loopbacks where there are two: "localhost" may be either.
    private static List<IPAddress> ReadAddresses(IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
        {
            return CanBind(IPAddress.IPv6Loopback, 0) ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];
        }

        return
        [
            .. texts.Select(text => text == "localhost" ? IPAddress.Loopback
                : IPAddress.TryParse(text.Trim('[', ']'), out var address) ? address
                : throw new StartException($"--dapr-listen-addresses: \"{text}\" is not an IP address")),
        ];
    }

    private int Take(SidecarPort role, string flag, int wanted)
    {
        var port = wanted == 0 ? FindFreePort() : wanted;
        if (!IsFree(port))
        {
            throw new StartException($"port {port} (--{flag}) is already in use");
        }

        return _roles.TryAdd(port, role) ? port : throw new StartException($"port {port} (--{flag}) is given twice");
    }

    private int FindFreePort()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            var port = ((IPEndPoint)listener.LocalEndpoint).Port;
            listener.Stop();
            if (!_roles.ContainsKey(port) && IsFree(port))
            {
                return port;
            }
        }
    }

    private bool IsFree(int port) => _addresses.All(address => CanBind(address, port));

    private static bool CanBind(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
