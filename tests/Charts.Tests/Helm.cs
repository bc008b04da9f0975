using DemoApp.TestSupport;

namespace DemoApp.Charts.Tests;

/// <summary>Helm as `make install-helm` puts it into .tools; HELM and HELM3 name others.</summary>
internal static class Helm
{
    /// <summary>Helm 4.</summary>
    public static string Four { get; } = Find("HELM", "helm");

    /// <summary>Helm 3.</summary>
    public static string Three { get; } = Find("HELM3", "helm3");

    /// <summary>Runs Helm in the repository's root and returns its exit code with all that it printed, errors included.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string helm, params IEnumerable<string> arguments)
    {
        await using var process = ChildProcess.Start(helm, arguments);
        return (await process.ExitCodeAsync(), string.Join('\n', process.Lines));
    }

    private static string Find(string variable, string name) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named ? named : Path.Combine(Repository.Root, ".tools", name);
}
