using System.CommandLine;

namespace DemoApp.DevSidecar.RunFile;

/// <summary>The option <c>-f</c>, which <c>run</c> and <c>stop</c> share.</summary>
internal static class RunFileOption
{
    public static Option<string> Create() => new("--run-file", "-f")
    {
        Description = "The run file, or the folder that holds a dapr.yaml",
        HelpName = "file-or-folder",
        Required = true,
    };
}
