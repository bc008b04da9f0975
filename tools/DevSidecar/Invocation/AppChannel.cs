using System.Diagnostics;
using System.Net.Sockets;
using DemoApp.DevSidecar.Hosting;
using Grpc.Core;
using Yarp.ReverseProxy.Forwarder;

namespace DemoApp.DevSidecar.Invocation;

/// <summary>The way from a sidecar to its own app.</summary>
internal sealed class AppChannel(SidecarOptions options, AppHealth health, IHttpForwarder forwarder) : IDisposable
{
    private readonly HttpMessageInvoker _client = Forwarding.CreateClient();
    private readonly string _authority = $"{options.AppChannelAddress}:{options.AppPort}";

    /// <summary>Hands the request to the app and the app's answer to the caller.</summary>
    /// <exception cref="InvocationException">The app gave no answer.</exception>
    public async Task ForwardAsync(HttpContext context, InvokePath path, string query, Activity? span, HttpTransformer? response = null)
    {
        ThrowIfUnavailable();
        var error = await forwarder.SendAsync(
            context, options.AppBaseAddress!, _client, Forwarding.Config, new AppTransformer(this, path, query, span, response), context.RequestAborted);
        if (error == ForwarderError.None) return;
        if (context.GetForwarderErrorFeature()?.Exception is not { } failure) return;
        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
            return;
        }

        throw Forwarding.IsBodyTooLarge(failure) ? new InvocationException(StatusCode.ResourceExhausted, "stream too large") : Failed(context.Request.Method, path, query, failure);
    }

    /// <summary>Sends a request that this process made itself.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, InvokePath path, string query, CancellationToken cancellation)
    {
        ThrowIfUnavailable();
        request.RequestUri = Forwarding.Address(options.AppBaseAddress!, path.AppPath, query);
        SetToken(request);
        try
        {
            return await _client.SendAsync(request, cancellation);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            throw Failed(request.Method.Method, path, query, e);
        }
    }

    public void Dispose() => _client.Dispose();

    private void ThrowIfUnavailable()
    {
        if (options.AppBaseAddress is null) throw InvocationException.FromStatus(StatusCode.Internal, "app channel is not initialized");
        if (!health.IsHealthy)
            throw InvocationException.FromStatus(StatusCode.Internal, "error invoking app channel: rpc error: code = Internal desc = app is not in a healthy state");
    }

    private InvocationException Failed(string verb, InvokePath path, string query, Exception failure) => InvocationException.FromStatus(
        StatusCode.Internal,
        $"error invoking app channel: {verb[..1]}{verb[1..].ToLowerInvariant()} {GoJson.Quote(options.AppBaseAddress + path.AppPath + query)}: {Forwarding.DescribeFailure(failure, _authority)}");

    private void SetToken(HttpRequestMessage message)
    {
        if (options.AppToken is not null) Forwarding.Set(message, DaprHeaders.ApiToken, options.AppToken);
        else if (options.ApiToken is not null) message.Headers.Remove(DaprHeaders.ApiToken);
    }

    private sealed class AppTransformer(AppChannel channel, InvokePath path, string query, Activity? span, HttpTransformer? response) : HttpTransformer
    {
        public override async ValueTask TransformRequestAsync(HttpContext context, HttpRequestMessage message, string prefix, CancellationToken cancellation)
        {
            await base.TransformRequestAsync(context, message, prefix, cancellation);
            message.RequestUri = Forwarding.Address(prefix, path.AppPath, query);
            Forwarding.RemoveConnectionHeaders(context.Request, message);
            message.Headers.Remove(DaprHeaders.AppId);
            message.Headers.Remove(DaprHeaders.InternalCalleeNamespace);
            message.Headers.Remove(DaprHeaders.InternalTrustDomain);
            channel.SetToken(message);
            if (span?.Id is { } traceparent) Forwarding.Set(message, "traceparent", traceparent);
            else Forwarding.CopyIfPresent(context.Request, message, "traceparent");
            Forwarding.CopyIfPresent(context.Request, message, "tracestate");
            Forwarding.CopyIfPresent(context.Request, message, "baggage");
            if (!message.Headers.Contains("User-Agent")) message.Headers.TryAddWithoutValidation("User-Agent", "Go-http-client/1.1");
        }

        public override ValueTask<bool> TransformResponseAsync(HttpContext context, HttpResponseMessage? message, CancellationToken cancellation)
        {
            // Only a sidecar says how an invocation went; an app that says it is not believed.
            message?.Headers.Remove(DaprHeaders.InternalStatus);
            message?.Headers.Remove(DaprHeaders.InternalMessage);
            return response?.TransformResponseAsync(context, message, cancellation) ?? base.TransformResponseAsync(context, message, cancellation);
        }
    }
}
