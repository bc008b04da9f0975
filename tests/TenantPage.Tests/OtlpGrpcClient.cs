using DemoApp.Otlp;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace DemoApp.TenantPage.Tests;

/// <summary>Exports over gRPC with a library's client, and bytes of any kind in place of a message.</summary>
public sealed class OtlpGrpcClient(Uri address) : IDisposable
{
    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { MaxReceiveMessageSize = null, MaxSendMessageSize = null });

    public async Task<ExportTraceServiceResponse> ExportAsync(ExportTraceServiceRequest request, Metadata? headers = null) =>
        ExportTraceServiceResponse.Parser.ParseFrom(await CallAsync("trace.v1.TraceService", request.ToByteArray(), headers));

    public async Task<ExportMetricsServiceResponse> ExportAsync(ExportMetricsServiceRequest request, Metadata? headers = null) =>
        ExportMetricsServiceResponse.Parser.ParseFrom(await CallAsync("metrics.v1.MetricsService", request.ToByteArray(), headers));

    public async Task<ExportLogsServiceResponse> ExportAsync(ExportLogsServiceRequest request, Metadata? headers = null) =>
        ExportLogsServiceResponse.Parser.ParseFrom(await CallAsync("logs.v1.LogsService", request.ToByteArray(), headers));

    /// <summary>Sends these bytes as the message; <c>grpc-internal-encoding-request: gzip</c> among the headers has them compressed.</summary>
    public async Task<byte[]> CallAsync(string service, byte[] message, Metadata? headers = null)
    {
        var bytes = Marshallers.Create(static value => value, static (byte[] value) => value);
        var method = new Method<byte[], byte[]>(MethodType.Unary, $"opentelemetry.proto.collector.{service}", "Export", bytes, bytes);
        return await _channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(headers), message);
    }

    public void Dispose() => _channel.Dispose();
}
