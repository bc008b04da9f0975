using System.Runtime.InteropServices;

namespace DemoApp.DevSidecar.RunFile.Processes;

/// <summary>What to start: executable, command line, folder, environment and the ends of its standard streams.</summary>
internal sealed record ChildCommand(
    string Executable,
    IReadOnlyList<string> Arguments,
    string WorkingFolder,
    IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>What the child reads from; nothing (<c>/dev/null</c>) if null.</summary>
    public SafeHandle? Input { get; init; }

    /// <summary>What the child writes both its outputs to, so that their order is kept; the runner's own if null.</summary>
    public SafeHandle? Output { get; init; }
}
