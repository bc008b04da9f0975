using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DemoApp.DevSidecar.Diagnostics;
using DemoApp.DevSidecar.NameResolution;
using DemoApp.DevSidecar.Resiliency;
using DemoApp.DevSidecar.Resources;
using DemoApp.DevSidecar.Security;
using Grpc.Core;
using Yarp.ReverseProxy.Forwarder;

namespace DemoApp.DevSidecar.Invocation;

/// <summary>The way from this sidecar to any app: its own at once, every other through that app's sidecar.</summary>
internal sealed class DirectMessaging(
    SidecarOptions options, SidecarRegistry registry, AppChannel app, InvocationPolicies policies, IHttpForwarder forwarder, DaprConfiguration configuration, ILogger<DirectMessaging> log) : IDisposable
{
    private const int BuiltInRetries = 3;
    private static readonly TimeSpan BuiltInInterval = TimeSpan.FromSeconds(1);

    private readonly HttpMessageInvoker _client = Forwarding.CreateClient();
    private readonly string _forwarded = $"for={options.HostAddress};by={options.HostAddress};host={Dns.GetHostName()}";
    private readonly string _hostName = Dns.GetHostName();
    private readonly SidecarOptions _options = options;
    private readonly SidecarRegistry _registry = registry;
    private readonly InvocationPolicies _policies = policies;
    private readonly ILogger _log = log;
    private readonly string _trustDomain = configuration.AccessControl?.TrustDomain ?? AccessControlList.DefaultTrustDomain;

    /// <summary>Passes a caller's request to an app and the answer back.</summary>
    /// <exception cref="InvocationException">There is no answer of the app.</exception>
    public async Task InvokeAsync(HttpContext context, InvokePath path, string query, Activity? span)
    {
        if (context.Request.ContentLength > _options.MaxBodySize) throw new InvocationException(StatusCode.ResourceExhausted, "stream too large");
        var streaming = context.Request.ContentLength is null && context.Request.Headers.ContainsKey("Transfer-Encoding");
        var (appId, calleeNamespace) = SplitAppId(path.AppId);
        var response = new AppResponse(streaming);
        if (appId == _options.AppId && calleeNamespace == _options.Namespace)
        {
            await app.ForwardAsync(context, path, query, span, response);
            return;
        }

        var policy = _policies.Find(path.AppId, path.Method);
        // Only a body that is at hand can be sent twice; one that comes in chunks may be endless, and is sent once.
        var body = !streaming && context.Request.ContentLength > 0 ? await BufferAsync(context) : null;
        using var hop = new Hop(this, appId, policy, streaming, body);
        var error = await forwarder.SendAsync(
            context, "http://sidecar", hop, Forwarding.Config, new HopTransformer(this, appId, calleeNamespace, path, query, span, response), context.RequestAborted);
        if (error == ForwarderError.None) return;
        if (context.GetForwarderErrorFeature()?.Exception is not { } failure) return;
        if (context.RequestAborted.IsCancellationRequested) return;
        if (context.Response.HasStarted)
        {
            _log.InvocationBroken(failure.Message);
            context.Abort();
            return;
        }

        if (Forwarding.IsBodyTooLarge(failure)) throw new InvocationException(StatusCode.ResourceExhausted, "stream too large");
        throw failure as InvocationException ?? new InvocationException(StatusCode.Internal, failure.Message);
    }

    /// <summary>Sends a request that this process made itself, for the gRPC API.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, InvokePath path, string query, Activity? span, byte[] body, CancellationToken cancellation)
    {
        var (appId, calleeNamespace) = SplitAppId(path.AppId);
        if (span?.Id is { } traceparent) Forwarding.Set(request, "traceparent", traceparent);
        if (appId == _options.AppId && calleeNamespace == _options.Namespace) return await app.SendAsync(request, path, query, cancellation);

        AddHopHeaders(request, appId, calleeNamespace);
        request.RequestUri = Forwarding.Address("http://sidecar", path.AppPath, query);
        using var hop = new Hop(this, appId, _policies.Find(path.AppId, path.Method), false, body);
        return await hop.SendAsync(request, cancellation);
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

    private void AddHopHeaders(HttpRequestMessage message, string appId, string calleeNamespace)
    {
        Forwarding.Set(message, DaprHeaders.CallerAppId, _options.AppId);
        Forwarding.Set(message, DaprHeaders.CallerNamespace, _options.Namespace);
        Forwarding.Set(message, DaprHeaders.CalleeAppId, appId);
        Forwarding.Set(message, DaprHeaders.InternalCalleeNamespace, calleeNamespace);
        Forwarding.Set(message, DaprHeaders.InternalTrustDomain, _trustDomain);
        Forwarding.Set(message, "X-Forwarded-For", _options.HostAddress);
        Forwarding.Set(message, "X-Forwarded-Host", _hostName);
        Forwarding.Set(message, "Forwarded", _forwarded);
    }

    private static async Task<byte[]> BufferAsync(HttpContext context)
    {
        var body = new byte[context.Request.ContentLength!.Value];
        await context.Request.Body.ReadExactlyAsync(body, context.RequestAborted);
        context.Request.Body = new MemoryStream(body, writable: false);
        return body;
    }

    private async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, string appId, CancellationToken cancellation)
    {
        var address = _registry.Resolve(appId) ?? throw new InvocationException(StatusCode.NotFound, "no host found with the given ID");
        request.RequestUri = Forwarding.Address("http://" + address, request.RequestUri!.PathAndQuery, "");
        HttpResponseMessage response;
        try
        {
            response = await _client.SendAsync(request, cancellation);
        }
        catch (Exception e) when (e is (HttpRequestException or SocketException) && !Forwarding.IsBodyTooLarge(e))
        {
            var reason = Forwarding.DescribeFailure(e, address);
            throw new UnreachableSidecarException(address, $"connection error: desc = \"transport: Error while dialing: {reason}\"");
        }

        if (!response.Headers.TryGetValues(DaprHeaders.InternalStatus, out var codes)) return response;
        var code = Enum.Parse<StatusCode>(codes.First());
        var message = response.Headers.TryGetValues(DaprHeaders.InternalMessage, out var messages) ? Uri.UnescapeDataString(messages.First()) : "";
        response.Dispose();
        throw InvocationException.FromStatus(code, message);
    }

    /// <summary>Another sidecar that cannot be reached: the one case in which daprd tries again on its own.</summary>
    private sealed class UnreachableSidecarException(string address, string description) : Exception
    {
        public string Address { get; } = address;

        public InvocationException AsInvocation() => InvocationException.FromStatus(StatusCode.Unavailable, description);
    }

    /// <summary>One invocation with its retries, in the place where the forwarder expects a plain client.</summary>
    private sealed class Hop(DirectMessaging messaging, string appId, InvocationPolicy? policy, bool streaming, byte[]? body)
        : HttpMessageInvoker(Nowhere, disposeHandler: false)
    {
        private static readonly SocketsHttpHandler Nowhere = new();

        public override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (policy is not null)
                return policy.SendAsync(token => SendPlainAsync(policy.CanRetry && !streaming ? Copy(request) : request, token), retry: !streaming, cancellationToken);
            return messaging._policies.IsDefined(appId) ? SendPlainAsync(request, cancellationToken) : SendWithBuiltInRetriesAsync(request, cancellationToken);
        }

        private async Task<HttpResponseMessage> SendPlainAsync(HttpRequestMessage request, CancellationToken cancellation)
        {
            try
            {
                return await messaging.SendOnceAsync(request, appId, cancellation);
            }
            catch (UnreachableSidecarException e)
            {
                throw e.AsInvocation();
            }
        }

        private async Task<HttpResponseMessage> SendWithBuiltInRetriesAsync(HttpRequestMessage request, CancellationToken cancellation)
        {
            for (var retries = 0; ; retries++)
            {
                InvocationException failure;
                try
                {
                    return await messaging.SendOnceAsync(request, appId, cancellation);
                }
                catch (UnreachableSidecarException e)
                {
                    failure = e.AsInvocation();
                    if (retries == BuiltInRetries) messaging._registry.Forget(appId, e.Address);
                }
                catch (InvocationException e) when (e.Code is StatusCode.Unavailable or StatusCode.Unauthenticated)
                {
                    failure = e;
                }

                if (streaming || retries == BuiltInRetries)
                    throw new InvocationException(failure.Code, $"failed to invoke target {appId} after {retries} retries. Error: {failure.Message}");
                messaging._log.Retrying(appId, failure.Message);
                await Task.Delay(BuiltInInterval, cancellation);
                request = Copy(request);
            }
        }

        // A request can go out only once; its copy carries the body that was put aside.
        private HttpRequestMessage Copy(HttpRequestMessage request)
        {
            var copy = new HttpRequestMessage(request.Method, request.RequestUri) { Version = request.Version, VersionPolicy = request.VersionPolicy };
            foreach (var header in request.Headers.NonValidated) copy.Headers.TryAddWithoutValidation(header.Key, header.Value);
            if (body is null || request.Content is null) return copy;
            copy.Content = new ByteArrayContent(body);
            foreach (var header in request.Content.Headers.NonValidated) copy.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
            return copy;
        }
    }

    private sealed class HopTransformer(
        DirectMessaging messaging, string appId, string calleeNamespace, InvokePath path, string query, Activity? span, HttpTransformer response) : HttpTransformer
    {
        public override async ValueTask TransformRequestAsync(HttpContext context, HttpRequestMessage message, string prefix, CancellationToken cancellation)
        {
            await base.TransformRequestAsync(context, message, prefix, cancellation);
            message.RequestUri = Forwarding.Address(prefix, path.AppPath, query);
            Forwarding.RemoveConnectionHeaders(context.Request, message);
            message.Headers.Remove(DaprHeaders.AppId);
            if (messaging._options.ApiToken is not null) message.Headers.Remove(DaprHeaders.ApiToken);
            messaging.AddHopHeaders(message, appId, calleeNamespace);
            if (span?.Id is { } traceparent) Forwarding.Set(message, "traceparent", traceparent);
            else Forwarding.CopyIfPresent(context.Request, message, "traceparent");
            Forwarding.CopyIfPresent(context.Request, message, "tracestate");
            Forwarding.CopyIfPresent(context.Request, message, "baggage");
        }

        public override ValueTask<bool> TransformResponseAsync(HttpContext context, HttpResponseMessage? message, CancellationToken cancellation) =>
            response.TransformResponseAsync(context, message, cancellation);
    }
}
