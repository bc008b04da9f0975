namespace DemoApp.DevSidecar.HttpApi;

/// <summary>The parts of Dapr's HTTP API that the development sidecar does not have.</summary>
internal static class UnsupportedApis
{
    private static readonly Dictionary<string, string> ByFirstSegment = new(StringComparer.Ordinal)
    {
        ["actors"] = "actors",
        ["bindings"] = "bindings",
        ["configuration"] = "the configuration API",
        ["conversation"] = "the conversation API",
        ["crypto"] = "cryptography",
        ["jobs"] = "jobs",
        ["lock"] = "distributed locks",
        ["publish"] = "pub/sub",
        ["secrets"] = "secrets",
        ["subscribe"] = "pub/sub",
        ["unlock"] = "distributed locks",
        ["workflows"] = "workflows",
    };

    /// <summary>Names the part that a request is for; null if the development sidecar has it, or if Dapr has no such path.</summary>
    public static string? Find(string method, string path)
    {
        var isStable = path.StartsWith("/v1.0/", StringComparison.Ordinal);
        if (!isStable && !path.StartsWith("/v1.0-", StringComparison.Ordinal))
        {
            return null;
        }

        var segments = path.TrimEnd('/').Split('/')[2..];
        var isWrite = HttpMethods.IsPost(method) || HttpMethods.IsPut(method);
        return segments switch
        {
            ["state", _, "bulk"] when isWrite => "bulk requests for state",
            ["state", _, "transaction"] when isWrite => "transactions of state",
            ["state", _, "query"] when isWrite && !isStable => "queries of state",
            ["metadata", _] when HttpMethods.IsPut(method) => "changes of metadata",
            ["shutdown"] when isWrite => "the shutdown API; it stops when it gets SIGTERM",
            [var first, ..] => ByFirstSegment.GetValueOrDefault(first),
            _ => null,
        };
    }
}
