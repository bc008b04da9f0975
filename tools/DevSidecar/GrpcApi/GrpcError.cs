using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;

namespace DemoApp.DevSidecar.GrpcApi;

/// <summary>Failures of the gRPC API, with Dapr's reason in the rich error details.</summary>
internal static class GrpcError
{
    public static RpcException Create(StatusCode code, string message, string reason)
    {
        var info = new ErrorInfo { Reason = reason, Domain = "dapr.io" };
        var status = new Google.Rpc.Status { Code = (int)code, Message = message, Details = { Any.Pack(info) } };
        return new RpcException(
            new Grpc.Core.Status(code, message), new Metadata { { "grpc-status-details-bin", status.ToByteArray() } });
    }
}
