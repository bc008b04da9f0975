using System.Text.RegularExpressions;

namespace DemoApp.DevSidecar.HttpApi;

/// <summary>The parts of Dapr's HTTP API that the development sidecar does not have.</summary>
internal static partial class UnsupportedApis
{
    /// <summary>Names the part that a request is for; null if the development sidecar has it, or if Dapr has no such path.</summary>
    public static string? Find(string method, string path)
    {
        var isWrite = HttpMethods.IsPost(method) || HttpMethods.IsPut(method);
        return BuildingBlock().Match(path) is { Success: true } block ? $"the {block.Groups["name"].Value} API"
            : isWrite && StateAction().Match(path) is { Success: true } action ? $"{action.Groups["name"].Value} requests for state"
            : HttpMethods.IsPut(method) && path.StartsWith("/v1.0/metadata/", StringComparison.Ordinal) ? "changes of metadata"
            : HttpMethods.IsPost(method) && path.TrimEnd('/') == "/v1.0/shutdown" ? "the shutdown API (it stops at SIGTERM)"
            : null;
    }

    [GeneratedRegex(
        @"\A/v1\.0[^/]*/(?<name>actors|bindings|configuration|conversation|crypto|jobs|" +
        @"lock|publish|secrets|subscribe|unlock|workflows)(/|\z)")]
    private static partial Regex BuildingBlock();

    [GeneratedRegex(@"\A/v1\.0[^/]*/state/[^/]+/(?<name>bulk|transaction|query)/?\z")]
    private static partial Regex StateAction();
}
