using DemoApp.Otlp;
using Google.Protobuf;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;

namespace DemoApp.TenantPage.Ingest;

/// <summary>
/// The three services of OTLP over gRPC. They are bound by hand and not by generated code, so that a message that is none is answered
/// INVALID_ARGUMENT, which no exporter tries again.
/// </summary>
internal sealed class OtlpGrpcService(TelemetryIngest ingest)
{
    private const string Transport = "grpc";

    private Task<ExportTraceServiceResponse> Traces(ExportTraceServiceRequest request, ServerCallContext call)
    {
        var outcome = ingest.Take(request, Source(call));
        return Task.FromResult(OtlpAnswer.Traces(outcome));
    }

    private Task<ExportMetricsServiceResponse> Metrics(ExportMetricsServiceRequest request, ServerCallContext call)
    {
        var outcome = ingest.Take(request, Source(call));
        return Task.FromResult(OtlpAnswer.Metrics(outcome));
    }

    private Task<ExportLogsServiceResponse> Logs(ExportLogsServiceRequest request, ServerCallContext call)
    {
        var outcome = ingest.Take(request, Source(call));
        return Task.FromResult(OtlpAnswer.Logs(outcome));
    }

    private static ExportSource Source(ServerCallContext call) => new(Transport, call.RequestHeaders.GetValue(ExportSource.Header));

    /// <summary>Binds the methods by the names that OTLP gives them.</summary>
    internal sealed class Methods : IServiceMethodProvider<OtlpGrpcService>
    {
        public void OnServiceMethodDiscovery(ServiceMethodProviderContext<OtlpGrpcService> context)
        {
            context.AddUnaryMethod(
                Export("opentelemetry.proto.collector.trace.v1.TraceService", ExportTraceServiceRequest.Parser, ExportTraceServiceResponse.Parser),
                [], static (service, request, call) => service.Traces(request, call));
            context.AddUnaryMethod(
                Export("opentelemetry.proto.collector.metrics.v1.MetricsService", ExportMetricsServiceRequest.Parser, ExportMetricsServiceResponse.Parser),
                [], static (service, request, call) => service.Metrics(request, call));
            context.AddUnaryMethod(
                Export("opentelemetry.proto.collector.logs.v1.LogsService", ExportLogsServiceRequest.Parser, ExportLogsServiceResponse.Parser),
                [], static (service, request, call) => service.Logs(request, call));
        }

        private static Method<TRequest, TResponse> Export<TRequest, TResponse>(
            string service, MessageParser<TRequest> requests, MessageParser<TResponse> responses)
            where TRequest : class, IMessage<TRequest>
            where TResponse : class, IMessage<TResponse> =>
            new(MethodType.Unary, service, "Export", Marshaller(requests), Marshaller(responses));

        private static Marshaller<T> Marshaller<T>(MessageParser<T> parser)
            where T : class, IMessage<T> => new(Serialize, context => Parse(parser, context));

        private static void Serialize<T>(T message, SerializationContext context)
            where T : class, IMessage<T>
        {
            context.SetPayloadLength(message.CalculateSize());
            message.WriteTo(context.GetBufferWriter());
            context.Complete();
        }

        private static T Parse<T>(MessageParser<T> parser, DeserializationContext context)
            where T : class, IMessage<T>
        {
            try
            {
                return parser.ParseFrom(context.PayloadAsReadOnlySequence());
            }
            catch (InvalidProtocolBufferException e)
            {
                throw new RpcException(new Grpc.Core.Status(StatusCode.InvalidArgument, $"the message is no {typeof(T).Name}: {e.Message}"));
            }
        }
    }
}
