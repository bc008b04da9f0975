using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace DemoApp.DevSidecar.Tests.RunFile;

/// <summary>Lets this test executable also be the small app and the small sidecar that the runner starts in its tests.</summary>
/// <remarks>So the tests need no program that might not be installed. The variable keeps it from ever acting in a normal test run.</remarks>
internal static class StubProgram
{
    public const string Switch = "RUNFILE_TESTS_STUB";

    /// <summary>The path of the executable; the arguments tell whether it is an app or a sidecar.</summary>
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "DevSidecar.Tests");

    // The only place that runs before the test framework's own Main.
    [ModuleInitializer]
    internal static void ActIfAsked()
    {
        var arguments = Environment.GetCommandLineArgs();
        if (Environment.GetEnvironmentVariable(Switch) is null)
            return;
        if (arguments.Contains("--dapr-http-port"))
            BeSidecar(arguments);
        else if (arguments is [_, "stub-app", ..])
            BeApp(int.Parse(arguments[2], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static void BeSidecar(string[] arguments)
    {
        Console.WriteLine($"sidecar {string.Join(' ', arguments.Skip(1))}");
        Console.WriteLine($"in {Environment.CurrentDirectory}, TENANT={Environment.GetEnvironmentVariable("TENANT")}, registry={Environment.GetEnvironmentVariable("DEVSIDECAR_REGISTRY")}");
        int Port(string name) => int.Parse(arguments[Array.IndexOf(arguments, name) + 1], System.Globalization.CultureInfo.InvariantCulture);
        using var grpc = Listen(Port("--dapr-grpc-port"));
        Serve(Port("--dapr-http-port"), "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"u8.ToArray());
    }

    private static void BeApp(int port)
    {
        Console.WriteLine($"app listens on {port}");
        Serve(port, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
    }

    private static void Serve(int port, byte[] answer)
    {
        using var listener = Listen(port);
        while (true)
        {
            using var connection = listener.AcceptSocket();
            try
            {
                if (connection.Receive(new byte[4096]) > 0)
                    connection.Send(answer);
            }
            catch (SocketException)
            {
                // Somebody only looked whether the port answers.
            }
        }
    }

    private static TcpListener Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        return listener;
    }
}
