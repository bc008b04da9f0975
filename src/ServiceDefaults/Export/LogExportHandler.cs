using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace DemoApp.ServiceDefaults.Export;

/// <summary>
/// Sends log records until the collector has them or there is no more hope, and tells the queue which it was. The sink has retries of
/// its own, but tells nobody what they came to; here it always sees a success, so that nothing is counted or sent twice.
/// </summary>
internal sealed class LogExportHandler(OtlpSignal signal, ExportDeadline deadline, SignalLoss loss, LogQueue queue)
    : ExportHandler(signal, deadline, loss)
{
    private const string GrpcEncoding = "grpc-encoding";

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    // As long as the OTLP exporter of the OpenTelemetry Collector tries (retry_on_failure.max_elapsed_time).
    private static readonly TimeSpan LongestTry = TimeSpan.FromMinutes(5);

    // CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED, OUT_OF_RANGE, UNAVAILABLE and DATA_LOSS may be tried again, as may the
    // HTTP codes below: OTLP specification, "Failures".
    private static readonly string[] RetryableGrpc = ["1", "4", "8", "10", "11", "14", "15"];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var isGrpc = IsGrpc(request.Content);
        var body = await request.Content!.ReadAsByteArrayAsync(cancellationToken);
        var records = OtlpLogRecords.Count(body, isGrpc ? GrpcPrefixBytes : 0);
        request.Content = Again(request, body, isGrpc);
        var start = Stopwatch.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var (response, retryable, reason) = await TryAsync(request, isGrpc, cancellationToken);
            if (response is not null)
            {
                queue.Exported(records);
                return response;
            }

            queue.Failed(reason);
            if (!retryable || Stopwatch.GetElapsedTime(start) > LongestTry || !await PauseAsync(pause))
            {
                queue.GaveUp(records);
                return Success(isGrpc);
            }
        }
    }

    private async Task<(HttpResponseMessage? Response, bool Retryable, string Reason)> TryAsync(
        HttpRequestMessage request, bool isGrpc, CancellationToken cancellation)
    {
        try
        {
            var response = await base.SendAsync(request, cancellation);
            if (!isGrpc)
            {
                return response.IsSuccessStatusCode ? (response, false, "") : Refused(response, $"status {(int)response.StatusCode}",
                    response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout);
            }

            // The status is behind the answer's body, which was read by then, or among the headers where there is no body.
            var status = GrpcStatus(response.TrailingHeaders) ?? GrpcStatus(response.Headers) ?? "14";
            return status == "0" ? (response, false, "") : Refused(response, $"gRPC status {status}", RetryableGrpc.Contains(status));
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException or OperationCanceledException)
        {
            return (null, true, e is OperationCanceledException ? "no answer in time" : e.Message);
        }
    }

    private static (HttpResponseMessage?, bool, string) Refused(HttpResponseMessage response, string reason, bool retryable)
    {
        response.Dispose();
        return (null, retryable, reason);
    }

    /// <summary>The body where it can be sent again, compressed where that is asked for: the sink knows no compression.</summary>
    private ByteArrayContent Again(HttpRequestMessage request, byte[] body, bool isGrpc)
    {
        var again = new ByteArrayContent(Signal.IsGzip ? Gzip(body, isGrpc ? GrpcPrefixBytes : 0) : body);
        again.Headers.ContentType = request.Content!.Headers.ContentType;
        if (Signal.IsGzip && isGrpc)
        {
            request.Headers.Remove(GrpcEncoding);
            request.Headers.Add(GrpcEncoding, "gzip");
        }
        else if (Signal.IsGzip)
        {
            again.Headers.ContentEncoding.Add("gzip");
        }

        return again;
    }

    /// <summary>The body with all behind <paramref name="prefix"/> compressed; a prefix, that of gRPC, says so and how long it is now.</summary>
    private static byte[] Gzip(byte[] body, int prefix)
    {
        using var compressed = new MemoryStream();
        compressed.SetLength(prefix);
        compressed.Position = prefix;
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(body.AsSpan(prefix));
        }

        var bytes = compressed.ToArray();
        if (prefix > 0)
        {
            bytes[0] = 1;
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), bytes.Length - prefix);
        }

        return bytes;
    }

    private async Task<bool> PauseAsync(TimeSpan pause)
    {
        await Task.Delay(pause, Deadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !Deadline.IsCancellationRequested;
    }

    private static string? GrpcStatus(HttpResponseHeaders headers) => headers.TryGetValues("grpc-status", out var values) ? values.First() : null;

    private static HttpResponseMessage Success(bool isGrpc)
    {
        if (!isGrpc)
        {
            return new HttpResponseMessage(HttpStatusCode.OK);
        }

        var response = new HttpResponseMessage(HttpStatusCode.OK) { Version = HttpVersion.Version20, Content = new ByteArrayContent(new byte[GrpcPrefixBytes]) };
        response.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        response.TrailingHeaders.Add("grpc-status", "0");
        return response;
    }
}
