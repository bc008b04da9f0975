using Grpc.Core;

namespace DemoApp.DevSidecar.Invocation;

/// <summary>An invocation that failed between the two apps, in the words that Dapr has for it.</summary>
internal sealed class InvocationException(StatusCode code, string message) : Exception(message)
{
    public StatusCode Code { get; } = code;

    /// <summary>A failure that the other sidecar or the way to it reported, worded as Go prints a gRPC status.</summary>
    public static InvocationException FromStatus(StatusCode code, string description) =>
        new(code, $"rpc error: code = {code} desc = {description}");
}
