using System.Buffers;
using DemoApp.DevSidecar.Diagnostics;
using Yarp.ReverseProxy.Forwarder;

namespace DemoApp.DevSidecar.Invocation;

/// <summary>The app's answer on its way back.</summary>
/// <param name="log">Gets a line if the answer breaks off.</param>
/// <param name="toCaller">True if the next one is the app that called, false if it is that app's sidecar.</param>
/// <param name="isStreaming">True if the request came in chunks, so that the answer passes as it arrives, whatever its status.</param>
internal sealed class AppResponse(ILogger log, bool toCaller, bool isStreaming) : HttpTransformer
{
    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext context, HttpResponseMessage? message, CancellationToken cancellationToken)
    {
        if (message is null)
        {
            return await base.TransformResponseAsync(context, null, cancellationToken);
        }

        foreach (var name in message.Headers.Connection.ToList())
        {
            message.Headers.Remove(name);
        }

        if (toCaller)
        {
            // The trace headers of the answer are those of this sidecar's span.
            message.Headers.Remove("traceparent");
            message.Headers.Remove("tracestate");
            message.Headers.Remove("baggage");
        }

        await base.TransformResponseAsync(context, message, cancellationToken);
        var response = context.Response;
        if (response.StatusCode == StatusCodes.Status304NotModified)
        {
            response.Headers.Remove("Content-Type");
        }

        try
        {
            await WriteBodyAsync(context, message.Content, cancellationToken);
        }
        catch (Exception e) when (response.HasStarted && e is IOException or OperationCanceledException)
        {
            // The caller has hung up.
            context.Abort();
        }

        return false;
    }

    private async Task WriteBodyAsync(HttpContext context, HttpContent content, CancellationToken cancellationToken)
    {
        var response = context.Response;
        if (toCaller && !isStreaming && response.StatusCode >= 400)
        {
            // An error comes whole and with its length, because a policy may have to judge it; anything else comes as it arrives.
            using var body = new MemoryStream();
            await CopyAsync(content, body, cancellationToken);
            response.ContentLength = body.Length;
            await response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), cancellationToken);
            return;
        }

        // The length of the app may be more than it sends.
        if (response.ContentLength != 0
            || response.StatusCode is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified
            || HttpMethods.IsHead(context.Request.Method))
        {
            response.ContentLength = null;
        }

        await CopyAsync(content, response.Body, cancellationToken);
    }

    /// <summary>Copies what comes. An answer that breaks off ends there, as daprd has it.</summary>
    private async Task CopyAsync(HttpContent content, Stream destination, CancellationToken cancellationToken)
    {
        await using var source = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(16 << 10);
        try
        {
            while (await ReadAsync(source, buffer, cancellationToken) is > 0 and var count)
            {
                await destination.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<int> ReadAsync(Stream source, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            log.InvocationBroken(e.Message);
            return 0;
        }
    }
}
