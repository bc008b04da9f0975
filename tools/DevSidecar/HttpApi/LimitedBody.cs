using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace DemoApp.DevSidecar.HttpApi;

/// <summary>
/// A request body that may have so many bytes and no more. Kestrel's own limit would cut the connection while the client still writes,
/// and the client would see a broken pipe instead of the answer.
/// </summary>
internal sealed class LimitedBody(Stream body, long limit, bool isTooLarge) : Stream
{
    // A client that goes on writing for longer is cut off.
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

    /// <summary>Puts the limit before a body that could exceed it.</summary>
    public static void Limit(HttpRequest request, long limit)
    {
        // Kestrel itself reads no more than an announced length.
        if (request.ContentLength > limit || IsStreaming(request))
        {
            request.Body = new LimitedBody(request.Body, limit, request.ContentLength is not null);
        }
    }

    /// <summary>Whether a body comes in chunks, so that nobody knows its length before its end.</summary>
    public static bool IsStreaming(HttpRequest request) =>
        request.ContentLength is null && request.Headers.ContainsKey("Transfer-Encoding");

    /// <summary>Reads a whole body. Memory is taken for what has come, not for what is announced.</summary>
    public static async Task<byte[]> ReadAllAsync(HttpRequest request)
    {
        using var buffer = new MemoryStream();
        await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        return buffer.ToArray();
    }

    /// <summary>Lets a body in chunks pause. Only what is read whole into memory must come at a minimum rate.</summary>
    public static void AllowPauses(HttpContext context)
    {
        if (IsStreaming(context.Request) && context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }

    /// <summary>Reads the rest of the body, so that the client finishes writing before it gets the refusal.</summary>
    public static async Task DrainAsync(HttpContext context)
    {
        context.Response.Headers.Connection = "close";
        if (context.Request.Body is LimitedBody limited)
        {
            await limited.DrainAsync(context.RequestAborted);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!isTooLarge)
        {
            var read = await body.ReadAsync(buffer, cancellationToken);
            _read += read;
            if (_read <= limit)
            {
                return read;
            }
        }

        throw new BadHttpRequestException("stream too large", StatusCodes.Status413PayloadTooLarge);
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

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(MaxDrainTime);
        try
        {
            await body.CopyToAsync(Null, limit.Token);
        }
        catch (Exception e) when (e is IOException or BadHttpRequestException or OperationCanceledException)
        {
            // The client has stopped writing, or never does.
        }
    }
}
