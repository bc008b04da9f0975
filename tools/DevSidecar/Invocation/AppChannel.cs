using System.Diagnostics;
using DemoApp.DevSidecar.Hosting;
using Grpc.Core;
using Yarp.ReverseProxy.Forwarder;

namespace DemoApp.DevSidecar.Invocation;

/// <summary>The connection of a sidecar to its own app.</summary>
internal sealed class AppChannel(SidecarOptions options, AppHealth health, IHttpForwarder forwarder) : IDisposable
{
    // daprd's read buffer of 4 KiB.
    private readonly HttpMessageInvoker _client = Forwarding.CreateClient(maxResponseHeadersKilobytes: 4);

    /// <summary>Sends the request to the app and the app's answer to the caller.</summary>
    /// <exception cref="InvocationException">The app gave no answer.</exception>
    public async Task ForwardAsync(HttpContext context, InvokePath path, string query, Activity? span, AppResponse response)
    {
        if (options.AppBaseAddress is not { } address)
        {
            throw InvocationException.FromStatus(StatusCode.Internal, "app channel is not initialized");
        }

        if (!health.IsHealthy)
        {
            throw InvocationException.FromStatus(
                StatusCode.Internal, "error invoking app channel: rpc error: code = Internal desc = app is not in a healthy state");
        }

        var target = Forwarding.Address(address, path.AppPath(address), query);
        var transformer = new AppTransformer(options, target, span, response);
        var failure = await Forwarding.SendAsync(forwarder, context, address, _client, transformer);
        if (failure is null)
        {
            return;
        }

        var verb = context.Request.Method;
        var reason = Forwarding.DescribeFailure(failure, $"{options.AppChannelAddress}:{options.AppPort}");
        var request = $"{verb[..1]}{verb[1..].ToLowerInvariant()} {GoJson.Quote(target.OriginalString)}";
        throw failure as InvocationException
            ?? InvocationException.FromStatus(StatusCode.Internal, $"error invoking app channel: {request}: {reason}");
    }

    public void Dispose() => _client.Dispose();

    private sealed class AppTransformer(SidecarOptions options, Uri target, Activity? span, AppResponse response) : HttpTransformer
    {
        public override async ValueTask TransformRequestAsync(
            HttpContext context, HttpRequestMessage message, string prefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(context, message, prefix, cancellationToken);
            message.RequestUri = target;
            Forwarding.SetHeaders(context.Request, message, span);
            if (options.AppToken is not null)
            {
                Forwarding.Set(message, DaprHeaders.ApiToken, options.AppToken);
            }
            else if (options.ApiToken is not null)
            {
                message.Headers.Remove(DaprHeaders.ApiToken);
            }

            if (!message.Headers.Contains("User-Agent"))
            {
                message.Headers.TryAddWithoutValidation("User-Agent", "Go-http-client/1.1");
            }
        }

        public override ValueTask<bool> TransformResponseAsync(
            HttpContext context, HttpResponseMessage? message, CancellationToken cancellationToken)
        {
            // Only a sidecar may set these; those of the app are forged.
            message?.Headers.Remove(DaprHeaders.InternalStatus);
            message?.Headers.Remove(DaprHeaders.InternalMessage);
            return response.TransformResponseAsync(context, message, cancellationToken);
        }
    }
}
