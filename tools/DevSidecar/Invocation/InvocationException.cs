using DemoApp.DevSidecar.NameResolution;
using Grpc.Core;

namespace DemoApp.DevSidecar.Invocation;

/// <summary>An invocation that failed between the two apps, in Dapr's words.</summary>
internal sealed class InvocationException(StatusCode code, string message) : Exception(message)
{
    public StatusCode Code { get; } = code;

    /// <summary>The sidecar that no connection could be made to.</summary>
    public SidecarEntry? Unreachable { get; private init; }

    /// <summary>A failure that the other sidecar or the connection to it reported, worded as Go prints a gRPC status.</summary>
    public static InvocationException FromStatus(StatusCode code, string description, SidecarEntry? unreachable = null) =>
        new(code, Prefix(code) + description) { Unreachable = unreachable };

    /// <summary>The description alone, if Go printed a gRPC status.</summary>
    public string Description => Message.StartsWith(Prefix(Code), StringComparison.Ordinal) ? Message[Prefix(Code).Length..] : Message;

    private static string Prefix(StatusCode code) => $"rpc error: code = {code} desc = ";
}
