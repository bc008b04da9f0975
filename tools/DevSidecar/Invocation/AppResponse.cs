using Yarp.ReverseProxy.Forwarder;

namespace DemoApp.DevSidecar.Invocation;

/// <summary>The app's answer as the caller sees it: a failure comes whole and with its length, anything else as it arrives.</summary>
internal sealed class AppResponse(bool streamingRequest) : HttpTransformer
{
    public override async ValueTask<bool> TransformResponseAsync(HttpContext context, HttpResponseMessage? message, CancellationToken cancellation)
    {
        if (message is null) return await base.TransformResponseAsync(context, null, cancellation);

        // The trace headers of the answer are those of this sidecar's span.
        message.Headers.Remove("traceparent");
        message.Headers.Remove("tracestate");
        message.Headers.Remove("baggage");
        var proceed = await base.TransformResponseAsync(context, message, cancellation);
        var response = context.Response;
        if (response.StatusCode == StatusCodes.Status304NotModified) response.Headers.Remove("Content-Type");
        var bodiless = response.StatusCode is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified || HttpMethods.IsHead(context.Request.Method);
        if (response.StatusCode < 400 || streamingRequest)
        {
            if (bodiless || response.ContentLength > 0) response.ContentLength = null;
            return proceed;
        }

        if (bodiless || response.ContentLength is not null) return proceed;
        var body = await message.Content.ReadAsByteArrayAsync(cancellation);
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, cancellation);
        return false;
    }
}
