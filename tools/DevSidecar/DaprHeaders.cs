namespace DemoApp.DevSidecar;

/// <summary>The headers that Dapr gives a meaning to.</summary>
internal static class DaprHeaders
{
    /// <summary>Names the app to invoke if the path does not.</summary>
    public const string AppId = "dapr-app-id";

    /// <summary>The caller's token for the sidecar, and the sidecar's token for the app.</summary>
    public const string ApiToken = "dapr-api-token";

    public const string CallerAppId = "dapr-caller-app-id";

    public const string CallerNamespace = "dapr-caller-namespace";

    public const string CalleeAppId = "dapr-callee-app-id";

    /// <summary>Begins the headers between two sidecars, which no app ever sees.</summary>
    public const string InternalPrefix = "dapr-internal-";

    /// <summary>Between sidecars: the secret from the callee's entry in the registry.</summary>
    public const string InternalSecret = InternalPrefix + "secret";

    /// <summary>Between sidecars: the namespace in which the caller expects the callee.</summary>
    public const string InternalCalleeNamespace = InternalPrefix + "callee-namespace";

    /// <summary>Between sidecars: the trust domain of the caller.</summary>
    public const string InternalTrustDomain = InternalPrefix + "trust-domain";

    /// <summary>Between sidecars: the gRPC status of an invocation that the app did not answer.</summary>
    public const string InternalStatus = InternalPrefix + "status";

    /// <summary>Between sidecars: the description of that status, percent-encoded.</summary>
    public const string InternalMessage = InternalPrefix + "message";
}
