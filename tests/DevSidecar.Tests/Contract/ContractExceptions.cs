namespace DemoApp.DevSidecar.Tests.Contract;

/// <summary>Known differences from daprd: at most five cases, and never in a status or an error code.</summary>
public static class ContractExceptions
{
    /// <summary>By file and case: the one difference that is allowed, and why it is there.</summary>
    public static IReadOnlyDictionary<(string File, string Case), (string Difference, string Reason)> All { get; } =
        new Dictionary<(string, string), (string, string)>
        {
            [("http-invoke", "custom, hop-by-hop and tracing headers")] =
            (
                "body.headers.x-hop: recorded nothing, found 1",
                "Kestrel hands on \"Connection: keep-alive, x-hop\" as \"keep-alive\", so the sidecar cannot know that x-hop was meant " +
                "for this hop only"
            ),
            [("http-paths", "path a%2")] =
            (
                "content-length: recorded nothing, found 15",
                "Go's server closes the connection at the end of the body; Kestrel tells its length besides"
            ),
        };

    /// <summary>Recorded cases that no test replays, and why: they need code of their own, or bytes that no HTTP client sends.</summary>
    public static IReadOnlyDictionary<string, string> NotReplayed { get; } = new Dictionary<string, string>
    {
        ["path café, not escaped"] = "Kestrel refuses a request target that is not ASCII: 400 instead of the escaped path",
        ["app id is a URL"] = "no HTTP endpoints: 500, no host found",
        ["basic auth dapr-app-id:echo"] = "no addressing by Basic authorization",
        ["OPTIONS *"] = "404 instead of 200",
        ["chunked with trailers, Expect of another value, Content-Length twice or malformed, HTTP/1.0"] = "Kestrel's own rules",
        ["4 MiB and one"] = "\"stream too large\" from one byte over the limit on, as daprd has it from two on",
        ["app answers before it has read the body"] = "depends on how far the body has come",
        ["dapr-caller-app-id from the caller"] = "replaced, where daprd adds the true one beside it; neither may be trusted",
        ["traceparent with flags ff"] = "only the flag of the sampling is kept",
        ["tracestate with empty members, or malformed"] = "comes back as it was sent",
        ["baggage, empty or twice"] = "an empty one is left out; of two, the app gets both and not the first alone",
        ["grpc-trace-bin"] = "over HTTP without effect, as in daprd; over gRPC without effect here",
        ["state save gzip"] = "not JSON on both; daprd's message quotes the first byte",
        ["app: no-type"] = "an answer without Content-Type stays without; Go guesses one",
        ["method TRACE"] = "goes on without a body, where daprd sends an empty one in chunks",
        ["method QUERY"] = "goes on as QUERY, where daprd makes POST of it",
        ["state save, over 4 MiB"] = "as 5 MiB, which is replayed: the connection is closed",
        ["traceparent twice"] = "the first counts on both; the client of the tests sends one",
        ["gzip answer"] = "passes through as it is; the recording cannot hold its bytes",
    };
}
