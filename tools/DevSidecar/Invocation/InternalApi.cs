using System.Diagnostics;
using DemoApp.DevSidecar.Diagnostics;
using DemoApp.DevSidecar.HttpApi;
using DemoApp.DevSidecar.NameResolution;
using DemoApp.DevSidecar.Resources;
using Grpc.Core;

namespace DemoApp.DevSidecar.Invocation;

/// <summary>
/// What other sidecars call: an app's request as plain HTTP/1.1, with the caller's identity in headers. Where daprd speaks gRPC with mTLS,
/// a secret of the registry identifies the sidecars of this user; a web page or another program does not know it.
/// </summary>
internal sealed class InternalApi(
    SidecarOptions options,
    AppChannel app,
    DaprConfiguration configuration,
    SidecarRegistry registry,
    Tracing tracing,
    ILogger<InternalApi> log)
{
    private const string Api = "/dapr.proto.internals.v1.ServiceInvocation/CallLocalStream";

    public async Task HandleAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (!registry.IsSecret(headers[DaprHeaders.InternalSecret]))
        {
            await ApiError.WriteTextAsync(context, 403, "only a sidecar of the same user may call this port; call the HTTP API instead");
            return;
        }

        var isStreaming = LimitedBody.IsStreaming(context.Request);
        LimitedBody.AllowPauses(context);
        var (rawPath, query) = InvokePath.SplitTarget(context);
        Activity? span = null;
        try
        {
            var path = new InvokePath(options.AppId, rawPath[1..]).Normalize();
            var parent = Tracing.ReadParent(headers.TraceParent, headers.TraceState);
            span = tracing.Start($"CallLocal/{options.AppId}/{path.Method}", ActivityKind.Server, parent);
            span?.SetTag(SpanAttributes.Api, Api)
                .SetTag(SpanAttributes.InvokeMethod, path.Method)
                .SetTag(SpanAttributes.Protocol, "grpc")
                .SetTag(SpanAttributes.RpcService, "ServiceInvocation");
            Authorize(context, path);
            await app.ForwardAsync(context, path, query, span, new AppResponse(log, toCaller: false, isStreaming));
        }
        catch (InvocationException e) when (!context.Response.HasStarted)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.Description);
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            context.Response.Headers[DaprHeaders.InternalStatus] = e.Code.ToString();
            context.Response.Headers[DaprHeaders.InternalMessage] = Uri.EscapeDataString(e.Description);
        }
        finally
        {
            span?.Dispose();
        }
    }

    private void Authorize(HttpContext context, InvokePath path)
    {
        if (configuration.AccessControl is not { } accessControl)
        {
            return;
        }

        var headers = context.Request.Headers;
        if (headers[DaprHeaders.InternalCalleeNamespace] != options.Namespace)
        {
            // With mTLS the caller would have met another identity than it expected, and hung up.
            var identity = $"spiffe://{accessControl.TrustDomain}/ns/{options.Namespace}/{options.AppId}";
            var failure = $"transport: authentication handshake failed: unexpected SPIFFE ID: {GoJson.Quote(identity)}";
            throw new InvocationException(StatusCode.Unavailable, $"connection error: desc = {GoJson.Quote(failure)}");
        }

        var caller = headers[DaprHeaders.CallerAppId].ToString();
        var callerNamespace = headers[DaprHeaders.CallerNamespace].ToString();
        var trustDomain = headers[DaprHeaders.InternalTrustDomain].ToString();
        if (!accessControl.Allows(caller, callerNamespace, trustDomain, path.Method, context.Request.Method))
        {
            throw InvocationException.FromStatus(
                StatusCode.PermissionDenied,
                $"access control policy has denied access to id: spiffe://{trustDomain}/ns/{callerNamespace}/{caller} " +
                $"operation: {path.Method} verb: {context.Request.Method}");
        }
    }
}
