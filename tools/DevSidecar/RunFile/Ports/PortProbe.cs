using System.Net;
using System.Net.Sockets;

namespace DemoApp.DevSidecar.RunFile.Ports;

/// <summary>Tells whether a port can be listened on, or whether somebody answers on it.</summary>
internal static class PortProbe
{
    public static SocketError? WhyNotFree(int port)
    {
        // On macOS a listener on all interfaces does not keep another from binding to loopback; it answers, though.
        if (OperatingSystem.IsMacOS() && Answers(IPAddress.Loopback, port))
            return SocketError.AddressAlreadyInUse;
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return null;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode;
        }
    }

    public static async Task<bool> AnswersAsync(string host, int port, CancellationToken cancellation)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, cancellation);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool Answers(IPAddress address, int port)
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(address, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
