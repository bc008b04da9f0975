using System.Buffers.Binary;
using System.IO.Compression;
using System.Net.Mime;
using DemoApp.TenantPage.Protobuf;
using DemoApp.TenantPage.Statistics;
using Google.Protobuf;

namespace DemoApp.TenantPage.Ingest;

/// <summary>
/// Receives OTLP over gRPC and over HTTP, protobuf and JSON, plain and gzip. Both transports read the message into the same buffers and
/// within the same limits, which is why gRPC's framing is read here and not by a library.
/// </summary>
internal sealed class OtlpEndpoints(TelemetryIngest ingest, IngestStatistics statistics) : IDisposable
{
    private const string Protobuf = "application/x-protobuf";
    private const string GrpcType = "application/grpc";
    private const int LargeJson = 1 << 20;

    // What is being read at once: two exports of the largest size, or a thousand ordinary ones.
    private readonly ReadBudget _budget = new(48 << 20);
    private readonly SemaphoreSlim _largeJson = new(1);

    public Task HandleAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (SignalNames.OfGrpcPath(path) is { } grpc && HttpMethods.IsPost(http.Request.Method))
        {
            return HandleGrpcAsync(http, grpc);
        }

        if (SignalNames.OfHttpPath(path) is not { } signal)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        if (HttpMethods.IsPost(http.Request.Method))
        {
            return HandleHttpAsync(http, signal);
        }

        http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        http.Response.Headers.Allow = HttpMethods.Post;
        return Task.CompletedTask;
    }

    public void Dispose() => _largeJson.Dispose();

    private async Task HandleGrpcAsync(HttpContext http, Signal signal)
    {
        http.Response.ContentType = GrpcType;
        try
        {
            if (http.Request.ContentType?.StartsWith(GrpcType, StringComparison.OrdinalIgnoreCase) != true)
            {
                throw new ExportException(ExportFailure.Unsupported, $"Content-Type is \"{http.Request.ContentType}\", not {GrpcType}");
            }

            using var body = new ExportBody(_budget, http.RequestAborted);
            var (isCompressed, length) = await body.ReadGrpcPrefixAsync(http.Request.Body, http.RequestAborted);
            if (length > ExportBody.Limit)
            {
                throw new ExportException(ExportFailure.TooLarge, ExportBody.TooLarge);
            }

            await using var stream = isCompressed ? Unpacked(http.Request, "grpc-encoding") : http.Request.Body;
            await body.ReadAsync(stream, http.RequestAborted);
            if (!isCompressed && body.Length != length)
            {
                throw new ExportException(ExportFailure.Malformed, $"the message has {body.Length} bytes, not {length}");
            }

            var answer = Take(body.Bytes, signal, "grpc", http).ToByteArray();
            var frame = new byte[answer.Length + 5];
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), answer.Length);
            answer.CopyTo(frame, 5);
            await http.Response.Body.WriteAsync(frame, http.RequestAborted);
            http.Response.AppendTrailer("grpc-status", "0");
        }
        catch (ExportException e)
        {
            statistics.RequestRejected("grpc", signal, e.Message);
            http.Response.Headers.GrpcStatus = $"{(int)e.GrpcStatus}";
            http.Response.Headers.GrpcMessage = Uri.EscapeDataString(e.Message);
        }
        catch (Exception e) when (IsGone(e, http))
        {
            // The sender has gone.
        }
    }

    private async Task HandleHttpAsync(HttpContext http, Signal signal)
    {
        var isJson = false;
        try
        {
            isJson = IsJson(http.Request);
            using var body = new ExportBody(_budget, http.RequestAborted);
            await using var stream = Unpacked(http.Request, "Content-Encoding");
            await body.ReadAsync(stream, http.RequestAborted);
            var bytes = isJson ? await FromJsonAsync(body.Bytes, signal, http.RequestAborted) : body.Bytes;
            await AnswerAsync(http, StatusCodes.Status200OK, Take(bytes, signal, "http", http), isJson);
        }
        catch (ExportException e)
        {
            statistics.RequestRejected("http", signal, e.Message);
            if (e.Failure == ExportFailure.Busy)
            {
                http.Response.Headers.RetryAfter = "1";
            }

            // The rest of a rejected body is not read.
            http.Response.Headers.Connection = "close";
            await AnswerAsync(http, e.HttpStatus, new Google.Rpc.Status { Message = e.Message }, isJson);
        }
        catch (Exception e) when (IsGone(e, http))
        {
            // The sender has gone.
        }
    }

    private IMessage Take(ReadOnlyMemory<byte> message, Signal signal, string transport, HttpContext http)
    {
        try
        {
            var source = new ExportSource(transport, http.Request.Headers[ExportSource.Header].ToString());
            return signal.Response(ingest.Take(message.Span, signal, source));
        }
        catch (InvalidDataException e)
        {
            throw new ExportException(ExportFailure.Malformed, $"the message is not an {signal.Request.Name}: {e.Message}");
        }
    }

    private async Task<ReadOnlyMemory<byte>> FromJsonAsync(ReadOnlyMemory<byte> json, Signal signal, CancellationToken cancellationToken)
    {
        // A large one becomes another large buffer, so one at a time.
        var isLarge = json.Length > LargeJson;
        if (isLarge)
        {
            await _largeJson.WaitAsync(cancellationToken);
        }

        try
        {
            return OtlpJson.ToProtobuf(json.Span, signal.Request, ExportBody.Limit);
        }
        catch (InvalidDataException e)
        {
            throw new ExportException(ExportFailure.Malformed, $"the body is not an {signal.Request.Name}: {e.Message}");
        }
        catch (ExportTooLargeException)
        {
            throw new ExportException(ExportFailure.TooLarge, ExportBody.TooLarge);
        }
        finally
        {
            if (isLarge)
            {
                _largeJson.Release();
            }
        }
    }

    private static bool IsJson(HttpRequest request)
    {
        var type = request.ContentType?.Split(';')[0].Trim() ?? "";
        return type.Equals(MediaTypeNames.Application.Json, StringComparison.OrdinalIgnoreCase)
            || (type.Equals(Protobuf, StringComparison.OrdinalIgnoreCase)
                ? false
                : throw new ExportException(
                    ExportFailure.Unsupported,
                    $"Content-Type is \"{type}\"; {Protobuf} and {MediaTypeNames.Application.Json} are supported"));
    }

    private static Stream Unpacked(HttpRequest request, string header)
    {
        var encoding = request.Headers[header].ToString().Trim();
        return encoding.ToLowerInvariant() switch
        {
            "" or "identity" => request.Body,
            "gzip" or "x-gzip" => new GZipStream(request.Body, CompressionMode.Decompress),
            _ => throw new ExportException(ExportFailure.Unsupported, $"{header} is \"{encoding}\"; gzip and identity are supported"),
        };
    }

    private static Task AnswerAsync(HttpContext http, int status, IMessage message, bool isJson)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = isJson ? MediaTypeNames.Application.Json : Protobuf;
        return isJson
            ? http.Response.WriteAsync(JsonFormatter.Default.Format(message), http.RequestAborted)
            : http.Response.Body.WriteAsync(message.ToByteArray(), http.RequestAborted).AsTask();
    }

    private static bool IsGone(Exception exception, HttpContext http) =>
        exception is OperationCanceledException or IOException && (http.RequestAborted.IsCancellationRequested || exception is IOException);
}
