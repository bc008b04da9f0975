using System.Diagnostics;
using System.Net;
using DemoApp.DevSidecar.HttpApi;
using DemoApp.DevSidecar.NameResolution;
using DemoApp.DevSidecar.Resiliency;
using DemoApp.DevSidecar.Resources;
using DemoApp.DevSidecar.Security;
using Grpc.Core;
using Yarp.ReverseProxy.Forwarder;

namespace DemoApp.DevSidecar.Invocation;

/// <summary>Invocation of any app from this sidecar: its own directly, every other through that app's sidecar.</summary>
internal sealed class DirectMessaging(
    SidecarOptions options,
    SidecarRegistry registry,
    AppChannel app,
    InvocationPolicies policies,
    IHttpForwarder forwarder,
    DaprConfiguration configuration,
    ILogger<DirectMessaging> log) : IDisposable
{
    private readonly HttpMessageInvoker _client = Forwarding.CreateClient(maxResponseHeadersKilobytes: 64);
    private readonly SidecarOptions _options = options;
    private readonly SidecarRegistry _registry = registry;
    private readonly ILogger _log = log;
    private readonly string _trustDomain = configuration.AccessControl?.TrustDomain ?? AccessControlList.DefaultTrustDomain;

    /// <summary>Passes a caller's request to an app and the answer back.</summary>
    /// <exception cref="InvocationException">The app gave no answer.</exception>
    public async Task InvokeAsync(HttpContext context, InvokePath path, string query, Activity? span)
    {
        if (context.Request.ContentLength > _options.MaxBodySize)
        {
            throw new InvocationException(StatusCode.ResourceExhausted, "stream too large");
        }

        var isStreaming = LimitedBody.IsStreaming(context.Request);
        LimitedBody.AllowPauses(context);
        var (appId, calleeNamespace) = SplitAppId(path.AppId);
        var response = new AppResponse(_log, toCaller: true, isStreaming);
        if (appId == _options.AppId && calleeNamespace == _options.Namespace)
        {
            await app.ForwardAsync(context, path, query, span, response);
            return;
        }

        // Only a body that is at hand can be sent twice; one that comes in chunks may be endless, and is sent once.
        byte[]? body = null;
        if (!isStreaming && context.Request.ContentLength > 0)
        {
            body = await LimitedBody.ReadAllAsync(context.Request);
            context.Request.Body = new MemoryStream(body, writable: false);
        }

        using var hop = new Hop(this, appId, policies.Find(path.AppId, path.Method), isStreaming, body);
        var transformer = new HopTransformer(this, appId, calleeNamespace, path.HopPath + query, span, response);
        if (await Forwarding.SendAsync(forwarder, context, "http://sidecar", hop, transformer) is { } failure)
        {
            throw failure as InvocationException ?? new InvocationException(StatusCode.Internal, failure.Message);
        }
    }

    public void Dispose() => _client.Dispose();

    private (string AppId, string Namespace) SplitAppId(string target)
    {
        var parts = target.Split('.');
        return parts.Length switch
        {
            1 => (target, _options.Namespace),
            2 => (parts[0], parts[1]),
            _ => throw new InvocationException(StatusCode.Internal, $"invalid app id {target}"),
        };
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        HttpRequestMessage request, string appId, bool isStreaming, CancellationToken cancellationToken)
    {
        var callee = _registry.Resolve(appId) ?? throw new InvocationException(StatusCode.NotFound, "no host found with the given ID");
        request.RequestUri = Forwarding.Address("http://" + callee.Address, request.RequestUri!.PathAndQuery, "");
        Forwarding.Set(request, DaprHeaders.InternalSecret, callee.Secret);
        HttpResponseMessage response;
        try
        {
            response = await _client.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e) when (
            e.HttpRequestError == HttpRequestError.ConnectionError || (!isStreaming && Forwarding.IsConnectionFailure(e)))
        {
            var reason = Forwarding.DescribeFailure(e, callee.Address);
            throw InvocationException.FromStatus(
                StatusCode.Unavailable,
                $"connection error: desc = \"transport: Error while dialing: {reason}\"",
                e.HttpRequestError == HttpRequestError.ConnectionError ? callee : null);
        }

        if (!response.Headers.TryGetValues(DaprHeaders.InternalStatus, out var codes))
        {
            return response;
        }

        var message = response.Headers.TryGetValues(DaprHeaders.InternalMessage, out var messages) ? messages.First() : "";
        response.Dispose();
        throw InvocationException.FromStatus(Enum.Parse<StatusCode>(codes.First()), Uri.UnescapeDataString(message));
    }

    /// <summary>One invocation with its retries, in the place where the forwarder expects a plain client.</summary>
    private sealed class Hop(DirectMessaging messaging, string appId, InvocationPolicy policy, bool isStreaming, byte[]? body)
        : HttpMessageInvoker(Nowhere, disposeHandler: false)
    {
        private static readonly SocketsHttpHandler Nowhere = new();

        public override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return await policy.SendAsync(
                    token => messaging.SendOnceAsync(policy.CanRetry && !isStreaming ? Copy(request) : request, appId, isStreaming, token),
                    retry: !isStreaming,
                    cancellationToken);
            }
            catch (InvocationException e) when (policy.IsBuiltIn && InvocationPolicy.IsUnavailable(e))
            {
                if (e.Unreachable is { } callee)
                {
                    messaging._registry.Forget(callee);
                }

                var retries = isStreaming ? 0 : InvocationPolicy.BuiltInRetries;
                throw new InvocationException(e.Code, $"failed to invoke target {appId} after {retries} retries. Error: {e.Message}");
            }
        }

        // A request can go out only once; its copy carries the body that was put aside.
        private HttpRequestMessage Copy(HttpRequestMessage request)
        {
            var copy = new HttpRequestMessage(request.Method, request.RequestUri) { Version = request.Version };
            foreach (var header in request.Headers.NonValidated)
            {
                copy.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }

            if (body is null || request.Content is null)
            {
                return copy;
            }

            copy.Content = new ByteArrayContent(body);
            foreach (var header in request.Content.Headers.NonValidated)
            {
                copy.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }

            return copy;
        }
    }

    private sealed class HopTransformer(
        DirectMessaging messaging, string appId, string calleeNamespace, string pathAndQuery, Activity? span, AppResponse response)
        : HttpTransformer
    {
        private static readonly string HostName = Dns.GetHostName();

        public override async ValueTask TransformRequestAsync(
            HttpContext context, HttpRequestMessage message, string prefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(context, message, prefix, cancellationToken);
            message.RequestUri = Forwarding.Address(prefix, pathAndQuery, "");
            Forwarding.SetHeaders(context.Request, message, span);
            var options = messaging._options;
            if (options.ApiToken is not null)
            {
                message.Headers.Remove(DaprHeaders.ApiToken);
            }

            Forwarding.Set(message, DaprHeaders.CallerAppId, options.AppId);
            Forwarding.Set(message, DaprHeaders.CallerNamespace, options.Namespace);
            Forwarding.Set(message, DaprHeaders.CalleeAppId, appId);
            Forwarding.Set(message, DaprHeaders.InternalCalleeNamespace, calleeNamespace);
            Forwarding.Set(message, DaprHeaders.InternalTrustDomain, messaging._trustDomain);
            Forwarding.Set(message, "X-Forwarded-For", options.HostAddress);
            Forwarding.Set(message, "X-Forwarded-Host", HostName);
            Forwarding.Set(message, "Forwarded", $"for={options.HostAddress};by={options.HostAddress};host={HostName}");
        }

        public override ValueTask<bool> TransformResponseAsync(
            HttpContext context, HttpResponseMessage? message, CancellationToken cancellationToken) =>
            response.TransformResponseAsync(context, message, cancellationToken);
    }
}
