using System.CommandLine;

namespace DemoApp.DevSidecar.RunFile;

/// <summary>The subcommands that start, stop and list the apps of a run file.</summary>
internal static class RunFileCommands
{
    public static IEnumerable<Command> Create() => [];
}
