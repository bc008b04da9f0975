using System.Reflection;

namespace DemoApp.DevSidecar.RunFile.Processes;

/// <summary>The command that starts this tool once more, also when it was started as <c>dotnet DevSidecar.dll</c>.</summary>
internal static class OwnExecutable
{
    public static IReadOnlyList<string> Command
    {
        get
        {
            var path = Environment.ProcessPath ?? throw new InvalidOperationException("the path of this executable is unknown");
            return Path.GetFileNameWithoutExtension(path) == "dotnet" ? [path, Assembly.GetEntryAssembly()!.Location] : [path];
        }
    }
}
