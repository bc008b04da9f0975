using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace DemoApp.TestSupport;

/// <summary>Ports that the operating system says are free.</summary>
public static class FreePort
{
    // What one test was given is free until its child binds it, and must not be given to another until then.
    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>One port that is free now and was not given out before; it lies below the range that outgoing connections take theirs from.</summary>
    public static int Next()
    {
        // The system's own pick (port 0) is from the range of outgoing connections, where another process may take it before the child binds it.
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var port = Random.Shared.Next(12_000, 31_000);
            if (TryTake(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException("No free port found between 12000 and 31000.");
    }

    /// <summary>Takes this very port, unless something listens on it or a test has been given it.</summary>
    public static bool TryTake(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return Given.TryAdd(port, true);
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
