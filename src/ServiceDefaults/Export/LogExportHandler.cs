using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;

namespace DemoApp.ServiceDefaults.Export;

/// <summary>
/// Sends log records until the collector has them or there is no more hope, and tells the queue which it was. The sink has retries of
/// its own, but tells nobody what they came to; here it always sees a success, so that nothing is counted or sent twice.
/// </summary>
internal sealed class LogExportHandler(TimeSpan timeout, ExportDeadline deadline, LogQueue queue) : ExportHandler(timeout, deadline)
{
    // A gRPC message follows one byte for compression and four for its length.
    private const int GrpcPrefixBytes = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    // As long as the OTLP exporter of the OpenTelemetry Collector tries (retry_on_failure.max_elapsed_time).
    private static readonly TimeSpan LongestTry = TimeSpan.FromMinutes(5);

    // CANCELLED, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED, OUT_OF_RANGE, UNAVAILABLE and DATA_LOSS may be tried again, as may the
    // HTTP codes below: OTLP specification, "Failures".
    private static readonly string[] RetryableGrpc = ["1", "4", "8", "10", "11", "14", "15"];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var isGrpc = request.Content!.Headers.ContentType?.MediaType == "application/grpc";
        var records = await CountAsync(request, isGrpc, cancellationToken);
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

            // The status is behind the answer's body, or among the headers where there is no body.
            await response.Content.LoadIntoBufferAsync(cancellation);
            var status = GrpcStatus(response.TrailingHeaders) ?? GrpcStatus(response.Headers) ?? "14";
            return status == "0" ? (response, false, "") : Refused(response, $"gRPC status {status}", RetryableGrpc.Contains(status));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return (null, true, e is OperationCanceledException ? "no answer in time" : e.Message);
        }
    }

    private static (HttpResponseMessage?, bool, string) Refused(HttpResponseMessage response, string reason, bool retryable)
    {
        response.Dispose();
        return (null, retryable, reason);
    }

    /// <summary>Puts the body where it can be sent again, and counts its records.</summary>
    private static async Task<int> CountAsync(HttpRequestMessage request, bool isGrpc, CancellationToken cancellation)
    {
        var body = await request.Content!.ReadAsByteArrayAsync(cancellation);
        var again = new ByteArrayContent(body);
        again.Headers.ContentType = request.Content.Headers.ContentType;
        request.Content = again;
        return OtlpLogRecords.Count(body, isGrpc ? GrpcPrefixBytes : 0);
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
