using Dapr.Client.Autogen.Grpc.v1;
using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace DemoApp.DevSidecar.GrpcApi;

/// <summary>
/// The methods of dapr.proto.runtime.v1.Dapr. The package of Dapr's messages has stubs for clients only, so that the server's side is
/// bound by hand. Every method that is not named here is refused in one sentence.
/// </summary>
internal sealed class DaprMethods : IServiceMethodProvider<DaprService>
{
    private const string ServiceName = "dapr.proto.runtime.v1.Dapr";

    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<DaprService> context)
    {
        Add(context, "SaveState", SaveStateRequest.Parser, static (service, request) => service.SaveState(request), r => r.StoreName);
        Add(context, "GetState", GetStateRequest.Parser, static (service, request) => service.GetState(request), r => r.StoreName);
        Add(context, "DeleteState", DeleteStateRequest.Parser, static (service, request) => service.DeleteState(request), r => r.StoreName);

        // A stream both ways does for a method of any kind.
        var bytes = Marshallers.Create<byte[]>(static message => message, static message => message);
        foreach (var method in DaprReflection.Descriptor.Services.Single(service => service.FullName == ServiceName).Methods)
        {
            if (method.Name is not ("SaveState" or "GetState" or "DeleteState"))
            {
                var refused = new Method<byte[], byte[]>(MethodType.DuplexStreaming, ServiceName, method.Name, bytes, bytes);
                context.AddDuplexStreamingMethod(refused, [], static (service, _, _, call) => service.RefuseAsync(call));
            }
        }
    }

    private static void Add<TRequest, TResponse>(
        ServiceMethodProviderContext<DaprService> context,
        string name,
        MessageParser<TRequest> parser,
        Func<DaprService, TRequest, TResponse> handle,
        Func<TRequest, string> storeOf)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        var method = new Method<TRequest, TResponse>(
            MethodType.Unary,
            ServiceName,
            name,
            Marshallers.Create<TRequest>(Write, context => Read(context, parser)),
            Marshallers.Create<TResponse>(Write, static _ => throw new NotSupportedException()));
        context.AddUnaryMethod(method, [], (service, request, call) => service.Run(request, call, handle, storeOf));
    }

    private static void Write<T>(T message, SerializationContext context)
        where T : IMessage<T>
    {
        context.SetPayloadLength(message.CalculateSize());
        message.WriteTo(context.GetBufferWriter());
        context.Complete();
    }

    private static T Read<T>(DeserializationContext context, MessageParser<T> parser)
        where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(context.PayloadAsReadOnlySequence());
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"the message is not a {typeof(T).Name}: {e.Message}"));
        }
    }
}
