namespace DemoApp.DevSidecar;

/// <summary>The headers that Dapr gives a meaning to.</summary>
internal static class DaprHeaders
{
    /// <summary>Names the app to invoke when the path does not.</summary>
    public const string AppId = "dapr-app-id";

    /// <summary>The token, both the caller's for the sidecar and the sidecar's for the app.</summary>
    public const string ApiToken = "dapr-api-token";

    /// <summary>The app id of the caller, as its sidecar vouches for it.</summary>
    public const string CallerAppId = "dapr-caller-app-id";

    /// <summary>The namespace of the caller, as its sidecar vouches for it.</summary>
    public const string CallerNamespace = "dapr-caller-namespace";

    /// <summary>The app id that the caller asked for.</summary>
    public const string CalleeAppId = "dapr-callee-app-id";

    /// <summary>Asks a shutdown to wait for nothing.</summary>
    public const string ForceShutdown = "dapr-force-shutdown";

    /// <summary>The trace context of a gRPC call in its binary form.</summary>
    public const string GrpcTraceBin = "grpc-trace-bin";

    /// <summary>Begins the headers between two sidecars, which no app ever sees or may send.</summary>
    public const string InternalPrefix = "dapr-internal-";

    /// <summary>Between sidecars: the namespace that the caller expects the callee in.</summary>
    public const string InternalCalleeNamespace = InternalPrefix + "callee-namespace";

    /// <summary>Between sidecars: the trust domain of the caller.</summary>
    public const string InternalTrustDomain = InternalPrefix + "trust-domain";

    /// <summary>Between sidecars: the gRPC status of an invocation that did not get an answer from the app.</summary>
    public const string InternalStatus = InternalPrefix + "status";

    /// <summary>Between sidecars: the description of that status, percent-encoded.</summary>
    public const string InternalMessage = InternalPrefix + "message";
}
