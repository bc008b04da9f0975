namespace DemoApp.DevSidecar.Tests.Contract;

/// <summary>Where this tool answers otherwise than daprd and is known to: at most five cases, and never in a status or an error code.</summary>
public static class ContractExceptions
{
    /// <summary>By file and case: the one difference that is allowed, and why it is there.</summary>
    public static IReadOnlyDictionary<(string File, string Case), (string Difference, string Reason)> All { get; } =
        new Dictionary<(string, string), (string, string)>
        {
            [("http-invoke", "23 custom, hop-by-hop and tracing headers")] =
            (
                "body.headers.x-hop: recorded nothing, found 1",
                "Kestrel hands on \"Connection: keep-alive, x-hop\" as \"keep-alive\", so the sidecar cannot know that x-hop was meant for this hop only"
            ),
        };
}
