using System.Buffers.Binary;
using System.IO.Compression;
using DemoApp.Otlp;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace DemoApp.TestSupport;

/// <summary>
/// OTLP's two transports, written out: an export over gRPC is one message behind a frame of five bytes, over HTTP it is the body.
/// A server of a library would not let a test answer wrongly.
/// </summary>
internal static class OtlpWire
{
    private const int FrameBytes = 5;
    private const int Unavailable = 14;
    private const int InvalidArgument = 3;
    private const string RejectedReason = "as the test says";

    /// <summary>The signal that a path stands for, or null.</summary>
    public static string? Signal(string path) => path switch
    {
        "/v1/traces" or "/opentelemetry.proto.collector.trace.v1.TraceService/Export" => "traces",
        "/v1/metrics" or "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export" => "metrics",
        "/v1/logs" or "/opentelemetry.proto.collector.logs.v1.LogsService/Export" => "logs",
        _ => null,
    };

    public static async Task<ReceivedRequest> ReadAsync(HttpRequest request, string signal)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        var isGrpc = request.ContentType == "application/grpc";
        var message = body.ToArray();
        var compressed = request.Headers.ContentEncoding == "gzip";
        if (isGrpc)
        {
            compressed = message[0] == 1;
            var length = BinaryPrimitives.ReadInt32BigEndian(message.AsSpan(1));
            message = message.Length == FrameBytes + length
                ? message[FrameBytes..]
                : throw new InvalidDataException($"A frame of {length} bytes in a body of {message.Length}.");
        }

        return new ReceivedRequest(
            signal,
            isGrpc,
            request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString()),
            compressed ? Unzip(message) : message);
    }

    /// <summary>Answers that all was taken, or all but <paramref name="rejected"/> items.</summary>
    public static Task AcceptAsync(HttpResponse response, ReceivedRequest request, int rejected)
    {
        IMessage message = request.Signal switch
        {
            _ when rejected == 0 => new ExportTraceServiceResponse(),
            "traces" => new ExportTraceServiceResponse { PartialSuccess = new() { RejectedSpans = rejected, ErrorMessage = RejectedReason } },
            "metrics" => new ExportMetricsServiceResponse { PartialSuccess = new() { RejectedDataPoints = rejected, ErrorMessage = RejectedReason } },
            _ => new ExportLogsServiceResponse { PartialSuccess = new() { RejectedLogRecords = rejected, ErrorMessage = RejectedReason } },
        };
        return AnswerAsync(response, request, StatusCodes.Status200OK, 0, message.ToByteArray());
    }

    /// <summary>Answers that nothing was taken, and that it may be tried again or not.</summary>
    public static Task RefuseAsync(HttpResponse response, ReceivedRequest request, bool retryable) => retryable
        ? AnswerAsync(response, request, StatusCodes.Status503ServiceUnavailable, Unavailable, [])
        : AnswerAsync(response, request, StatusCodes.Status400BadRequest, InvalidArgument, []);

    /// <summary>Answers with a web page.</summary>
    public static Task AnswerWithGarbageAsync(HttpResponse response)
    {
        response.ContentType = "text/html";
        return response.WriteAsync("<html><body>It works!</body></html>");
    }

    private static async Task AnswerAsync(HttpResponse response, ReceivedRequest request, int httpStatus, int grpcStatus, byte[] message)
    {
        if (!request.IsGrpc)
        {
            response.StatusCode = httpStatus;
            response.ContentType = "application/x-protobuf";
            await response.Body.WriteAsync(message);
            return;
        }

        response.ContentType = "application/grpc";
        if (grpcStatus == 0)
        {
            var frame = new byte[FrameBytes + message.Length];
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
            message.CopyTo(frame, FrameBytes);
            await response.Body.WriteAsync(frame);
        }

        response.AppendTrailer("grpc-status", $"{grpcStatus}");
    }

    private static byte[] Unzip(byte[] message)
    {
        using var unzipped = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(message), CompressionMode.Decompress);
        gzip.CopyTo(unzipped);
        return unzipped.ToArray();
    }
}
