using System.Buffers;
using System.IO.Compression;
using System.Net.Mime;
using System.Text;
using DemoApp.Otlp;
using DemoApp.TenantPage.Telemetry;
using Google.Protobuf;

namespace DemoApp.TenantPage.Ingest;

/// <summary>OTLP over HTTP: protobuf and JSON, plain and gzip. Errors are answered as a google.rpc.Status in the encoding of the request.</summary>
internal sealed class OtlpHttpEndpoints(TelemetryIngest ingest, ArrivalBook book, ViewerLimits limits, TimeProvider clock)
{
    private const string Transport = "http";
    private const string Protobuf = "application/x-protobuf";
    private const int SmallestBuffer = 256;

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/v1/traces", http => HandleAsync(
            http, Signal.Traces, ExportTraceServiceRequest.Parser, (request, source) => OtlpAnswer.Traces(ingest.Take(request, source))));
        endpoints.MapPost("/v1/metrics", http => HandleAsync(
            http, Signal.Metrics, ExportMetricsServiceRequest.Parser, (request, source) => OtlpAnswer.Metrics(ingest.Take(request, source))));
        endpoints.MapPost("/v1/logs", http => HandleAsync(
            http, Signal.Logs, ExportLogsServiceRequest.Parser, (request, source) => OtlpAnswer.Logs(ingest.Take(request, source))));
    }

    private async Task HandleAsync<T>(HttpContext http, Signal signal, MessageParser<T> parser, Func<T, ExportSource, IMessage> take)
        where T : IMessage<T>, new()
    {
        var isJson = false;
        try
        {
            isJson = IsJson(http.Request);
            var body = await ReadAsync(http);
            var request = Parse(body, isJson, parser);
            var tenantHeader = http.Request.Headers[ExportSource.Header].ToString();
            await AnswerAsync(http, StatusCodes.Status200OK, take(request, new ExportSource(Transport, tenantHeader)), isJson);
        }
        catch (OtlpHttpException e)
        {
            book.Refused(new Refusal(clock.GetUtcNow(), Transport, signal, e.Message, 0, ""), wholeRequest: true);
            await AnswerAsync(http, e.Status, new Google.Rpc.Status { Message = e.Message }, isJson);
        }
    }

    private static bool IsJson(HttpRequest request)
    {
        var type = request.ContentType?.Split(';')[0].Trim();
        return type switch
        {
            MediaTypeNames.Application.Json => true,
            Protobuf => false,
            _ => throw new OtlpHttpException(
                StatusCodes.Status415UnsupportedMediaType, $"Content-Type is \"{type}\"; {Protobuf} and {MediaTypeNames.Application.Json} are taken"),
        };
    }

    private static T Parse<T>(ReadOnlyMemory<byte> body, bool isJson, MessageParser<T> parser)
        where T : IMessage<T>, new()
    {
        try
        {
            return isJson ? OtlpJson.Parse<T>(Encoding.UTF8.GetString(body.Span)) : parser.ParseFrom(body.Span);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidDataException)
        {
            throw new OtlpHttpException(StatusCodes.Status400BadRequest, $"the body is no {typeof(T).Name}: {e.Message}");
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext http)
    {
        await using var stream = Unpacked(http.Request);
        // An announced length is only a hint of what is needed, and no more than the limit is given for a hint.
        var body = new ArrayBufferWriter<byte>((int)Math.Clamp(http.Request.ContentLength ?? 0, SmallestBuffer, limits.RequestBytes));
        try
        {
            while (await stream.ReadAsync(body.GetMemory(), http.RequestAborted) is > 0 and var read)
            {
                body.Advance(read);
                if (body.WrittenCount > limits.RequestBytes)
                {
                    throw new OtlpHttpException(
                        StatusCodes.Status413PayloadTooLarge, $"an export may have {limits.RequestBytes >> 20} MiB after decompression; send smaller batches");
                }
            }
        }
        catch (InvalidDataException e)
        {
            throw new OtlpHttpException(StatusCodes.Status400BadRequest, $"the body is not gzip, as its Content-Encoding says: {e.Message}");
        }

        return body.WrittenMemory;
    }

    private static Stream Unpacked(HttpRequest request) => request.Headers.ContentEncoding.ToString() switch
    {
        "" or "identity" => request.Body,
        "gzip" => new GZipStream(request.Body, CompressionMode.Decompress),
        var other => throw new OtlpHttpException(StatusCodes.Status415UnsupportedMediaType, $"Content-Encoding is \"{other}\"; gzip and identity are taken"),
    };

    private static Task AnswerAsync(HttpContext http, int status, IMessage message, bool isJson)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = isJson ? MediaTypeNames.Application.Json : Protobuf;
        return isJson
            ? http.Response.WriteAsync(OtlpJson.Write(message), http.RequestAborted)
            : http.Response.Body.WriteAsync(message.ToByteArray(), http.RequestAborted).AsTask();
    }
}
