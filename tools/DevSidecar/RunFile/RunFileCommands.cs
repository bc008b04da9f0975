using System.CommandLine;

namespace DemoApp.DevSidecar.RunFile;

/// <summary>The subcommands that stand in for <c>dapr run -f</c>, <c>dapr stop -f</c> and <c>dapr list</c>, and one that tells who holds a port.</summary>
internal static class RunFileCommands
{
    public static IEnumerable<Command> Create() => [RunCommand.Create(), StopCommand.Create(), ListCommand.Create(), WhoHoldsCommand.Create()];
}
