using System.Net;
using System.Net.Sockets;

namespace DemoApp.DevSidecar.Tests.RunFile;

/// <summary>Ports on this machine, as the tests need them.</summary>
internal static class LoopbackPorts
{
    public static bool IsFree(int port)
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
    }

    public static bool Answers(int port)
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
