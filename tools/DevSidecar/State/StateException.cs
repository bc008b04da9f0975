namespace DemoApp.DevSidecar.State;

/// <summary>A store's refusal, in the words of Dapr's own in-memory store.</summary>
internal sealed class StateException(string message) : Exception(message)
{
    /// <summary>Whether the etag is not the current one.</summary>
    public bool IsMismatch { get; private init; }

    public static StateException Mismatch(string reason) =>
        new("possible etag mismatch. error from state store: " + reason) { IsMismatch = true };
}
