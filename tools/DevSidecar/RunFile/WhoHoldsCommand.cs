using System.CommandLine;
using System.Net.Sockets;
using DemoApp.DevSidecar.RunFile.Ports;

namespace DemoApp.DevSidecar.RunFile;

/// <summary>The subcommand <c>who-holds</c>: tells of a TCP port of this machine which process has it; exit code 1 where it is taken.</summary>
internal static class WhoHoldsCommand
{
    public static Command Create()
    {
        var port = new Argument<int>("port") { Description = "The port" };
        var command = new Command("who-holds", "Tell who holds a port of this machine; says nothing of a free one") { port };
        command.SetAction(parsed => Tell(parsed.GetRequiredValue(port)));
        return command;
    }

    private static int Tell(int port)
    {
        switch (PortProbe.WhyNotFree(port))
        {
            case null:
                return 0;
            case SocketError.AddressAlreadyInUse:
                Console.WriteLine($"in use, {PortHolder.Describe(port)}");
                return 1;
            case SocketError.AccessDenied:
                Console.WriteLine("not allowed for this user");
                return 1;
            case var other:
                Console.WriteLine($"not to be had ({other})");
                return 1;
        }
    }
}
