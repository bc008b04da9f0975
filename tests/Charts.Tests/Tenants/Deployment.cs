using DemoApp.TestSupport;

namespace DemoApp.Charts.Tests.Tenants;

/// <summary>Runs make with tools of the test's choice.</summary>
internal static class Deployment
{
    private static readonly string[] Variables =
    [
        "DRY_RUN", "HELM", "KUBECTL", "IMAGE_REGISTRY", "REGISTRY", "TAG", "NAMESPACE", "COLLECTOR_NAMESPACE", "COLLECTOR_PREFIX", "TENANT",
        "TENANTS", "TENANTS_FILE", "APP", "PORT", "VIEWER", "POD_SECURITY", "TIMEOUT", "HELM_ARGS", "MAKEFLAGS", "MAKELEVEL",
    ];

    /// <summary>Debug or Release, as the tests themselves were built.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>What the script asks about the list of tenants, from the repository's root.</summary>
    public static string Tool { get; } = $"tools/Tenants/bin/{Configuration}/net10.0/Tenants";

    /// <summary>Variables for DRY_RUN, the tools being called helm and kubectl.</summary>
    public static Dictionary<string, string?> DryRun => new() { ["DRY_RUN"] = "1", ["HELM"] = "helm", ["KUBECTL"] = "kubectl" };

    /// <summary>What `make` prints for these words with DRY_RUN=1, the tools being called helm and kubectl.</summary>
    public static Task<(int ExitCode, string Output)> DryRunAsync(params IEnumerable<string> words) => MakeAsync(DryRun, words);

    /// <summary>Runs make; variables that would change its targets come from the test alone.</summary>
    public static async Task<(int ExitCode, string Output)> MakeAsync(IReadOnlyDictionary<string, string?> environment, params IEnumerable<string> words)
    {
        var variables = Variables.ToDictionary(name => name, _ => (string?)null);
        variables["CONFIGURATION"] = Configuration;
        foreach (var (name, value) in environment) variables[name] = value;
        await using var make = ChildProcess.Start("make", ["--silent", .. words], variables);
        return (await make.ExitCodeAsync(seconds: 120), string.Join('\n', make.Lines));
    }
}
