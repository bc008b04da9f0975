namespace DemoApp.DevSidecar.State;

/// <summary>Why a store did not do what was requested.</summary>
internal enum StateErrorKind
{
    /// <summary>The etag is not the current one.</summary>
    EtagMismatch,

    /// <summary>Anything else.</summary>
    Failed,
}

/// <summary>A store's refusal, in the words of Dapr's own in-memory store.</summary>
internal sealed class StateException(StateErrorKind kind, string message) : Exception(message)
{
    public StateErrorKind Kind { get; } = kind;

    public static StateException Mismatch(string reason) =>
        new(StateErrorKind.EtagMismatch, "possible etag mismatch. error from state store: " + reason);
}
