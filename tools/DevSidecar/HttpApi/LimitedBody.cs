using System.Diagnostics;

namespace DemoApp.DevSidecar.HttpApi;

/// <summary>
/// A request body that may have so many bytes and no more. Kestrel's own limit would cut the connection while the client still writes,
/// and the client would see a broken pipe in place of the answer.
/// </summary>
internal sealed class LimitedBody(Stream body, long limit, bool tooLargeAlready) : Stream
{
    // What is read only to be thrown away, so that the client gets around to reading; a client that goes on longer is cut off.
    private const int MaxDrained = 64 << 20;
    private static readonly TimeSpan MaxDrainTime = TimeSpan.FromSeconds(2);

    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Puts the limit before a body that could go over it.</summary>
    public static void Limit(HttpRequest request, long limit)
    {
        // A length within the limit is kept to by the server itself.
        if (request.ContentLength is { } length && length <= limit) return;
        if (request.ContentLength is null && !request.Headers.ContainsKey("Transfer-Encoding")) return;
        request.Body = new LimitedBody(request.Body, limit, request.ContentLength is not null);
    }

    /// <summary>Lets the client finish what it is writing before it is told that it was too much.</summary>
    public static async Task DrainAsync(HttpContext context)
    {
        context.Response.Headers.Connection = "close";
        if (context.Request.Body is LimitedBody limited) await limited.DrainAsync(context.RequestAborted);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (tooLargeAlready) throw TooLarge();
        var read = await body.ReadAsync(buffer, cancellationToken);
        _read += read;
        return _read <= limit ? read : throw TooLarge();
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
        // Nothing is ever written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static BadHttpRequestException TooLarge() => new("stream too large", StatusCodes.Status413PayloadTooLarge);

    private async Task DrainAsync(CancellationToken cancellation)
    {
        var buffer = new byte[64 << 10];
        var started = Stopwatch.GetTimestamp();
        try
        {
            for (var drained = 0; drained < MaxDrained && Stopwatch.GetElapsedTime(started) < MaxDrainTime;)
            {
                var read = await body.ReadAsync(buffer, cancellation);
                if (read == 0) return;
                drained += read;
            }
        }
        catch (Exception e) when (e is IOException or BadHttpRequestException)
        {
            // The client has stopped writing by itself.
        }
    }
}
