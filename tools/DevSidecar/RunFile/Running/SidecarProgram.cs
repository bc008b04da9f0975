using DemoApp.DevSidecar.RunFile.Parsing;
using DemoApp.DevSidecar.RunFile.Processes;

namespace DemoApp.DevSidecar.RunFile.Running;

/// <summary>Which program is started as the sidecar: this tool itself, unless an option or <c>DAPRD</c> names another.</summary>
internal static class SidecarProgram
{
    public static IReadOnlyList<string>? Find(string? option, out string error)
    {
        error = "";
        var fromEnvironment = Environment.GetEnvironmentVariable("DAPRD");
        var (named, source) = string.IsNullOrEmpty(option) ? (fromEnvironment, "the environment variable DAPRD") : (option, "--sidecar");
        if (string.IsNullOrEmpty(named))
            return OwnExecutable.Command;
        if (ExecutablePath.Find(named, Environment.CurrentDirectory) is { } path)
            return [path];
        error = $"{source} names \"{named}\", and there is no such executable";
        return null;
    }
}
