using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace DemoApp.DevSidecar.GrpcApi;

/// <summary>
/// The methods of dapr.proto.runtime.v1.Dapr that are here. The package of Dapr's messages has stubs for clients only,
/// so that the server's side is bound by hand; every method that is not named here answers UNIMPLEMENTED.
/// </summary>
internal sealed class DaprMethods(SidecarOptions options) : IServiceMethodProvider<DaprService>
{
    private const string ServiceName = "dapr.proto.runtime.v1.Dapr";

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<DaprService> context)
    {
        Bind<SaveStateRequest, Empty>(context, "SaveState", SaveStateRequest.Parser, static (service, request, _) => service.SaveState(request), request => request.StoreName);
        Bind<GetStateRequest, GetStateResponse>(context, "GetState", GetStateRequest.Parser, static (service, request, _) => service.GetState(request), request => request.StoreName);
        Bind<GetBulkStateRequest, GetBulkStateResponse>(context, "GetBulkState", GetBulkStateRequest.Parser, static (service, request, _) => service.GetBulkState(request));
        Bind<DeleteStateRequest, Empty>(context, "DeleteState", DeleteStateRequest.Parser, static (service, request, _) => service.DeleteState(request), request => request.StoreName);
        Bind<DeleteBulkStateRequest, Empty>(context, "DeleteBulkState", DeleteBulkStateRequest.Parser, static (service, request, _) => service.DeleteBulkState(request));
        Bind<ExecuteStateTransactionRequest, Empty>(
            context, "ExecuteStateTransaction", ExecuteStateTransactionRequest.Parser, static (service, request, _) => service.ExecuteStateTransaction(request));
        Bind<GetMetadataRequest, GetMetadataResponse>(context, "GetMetadata", GetMetadataRequest.Parser, static (service, _, _) => service.GetMetadata());
        Bind<SetMetadataRequest, Empty>(context, "SetMetadata", SetMetadataRequest.Parser, static (service, request, _) => service.SetMetadata(request));

        var invoke = Describe<InvokeServiceRequest, InvokeResponse>("InvokeService", InvokeServiceRequest.Parser);
        context.AddUnaryMethod(invoke, [], static (service, request, call) => service.RunInvokeServiceAsync(request, call));
    }

    private void Bind<TRequest, TResponse>(
        ServiceMethodProviderContext<DaprService> context,
        string name,
        MessageParser<TRequest> parser,
        Func<DaprService, TRequest, ServerCallContext, TResponse> handle,
        Func<TRequest, string>? storeOf = null)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>, new() =>
        context.AddUnaryMethod(Describe<TRequest, TResponse>(name, parser), [], (service, request, call) => service.Run(request, call, handle, storeOf));

    private Method<TRequest, TResponse> Describe<TRequest, TResponse>(string name, MessageParser<TRequest> parser)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>, new()
    {
        var limit = options.MaxBodySize;
        return new Method<TRequest, TResponse>(
            MethodType.Unary,
            ServiceName,
            name,
            new Marshaller<TRequest>(Write, context => Read(context, parser, limit)),
            new Marshaller<TResponse>(Write, static _ => throw new NotSupportedException()));
    }

    private static void Write<T>(T message, SerializationContext context)
        where T : IMessage<T>
    {
        context.SetPayloadLength(message.CalculateSize());
        message.WriteTo(context.GetBufferWriter());
        context.Complete();
    }

    private static T Read<T>(DeserializationContext context, MessageParser<T> parser, long limit)
        where T : IMessage<T>
    {
        if (context.PayloadLength > limit)
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"grpc: received message larger than max ({context.PayloadLength} vs. {limit})"));
        return parser.ParseFrom(context.PayloadAsReadOnlySequence());
    }
}
