using System.Net;
using System.Net.Sockets;

namespace DemoApp.TestSupport;

/// <summary>Ports that the operating system says are free.</summary>
public static class FreePort
{
    /// <summary>One port that is free now; it lies below the range that outgoing connections take theirs from.</summary>
    public static int Next()
    {
        // The system's own pick (port 0) is from the range of outgoing connections, where another process may take it before the child binds it.
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var port = Random.Shared.Next(12_000, 31_000);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Any, port));
                return port;
            }
            catch (SocketException)
            {
                continue;
            }
        }

        throw new InvalidOperationException("No free port found between 12000 and 31000.");
    }
}
