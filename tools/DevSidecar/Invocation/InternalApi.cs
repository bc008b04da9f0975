using System.Diagnostics;
using DemoApp.DevSidecar.Diagnostics;
using DemoApp.DevSidecar.Resources;
using Grpc.Core;

namespace DemoApp.DevSidecar.Invocation;

/// <summary>
/// What other sidecars call: an app's request as plain HTTP/1.1, with who asks in the headers. Where daprd speaks gRPC with mTLS,
/// this needs neither; what an app or a trace can see of it is the same.
/// </summary>
internal sealed class InternalApi(SidecarOptions options, AppChannel app, DaprConfiguration configuration, Tracing tracing)
{
    private const string Api = "/dapr.proto.internals.v1.ServiceInvocation/CallLocalStream";

    public async Task HandleAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        var (rawPath, query) = InvokePath.SplitTarget(context);
        Activity? span = null;
        try
        {
            var path = InvokePath.Create(options.AppId, rawPath[1..]);
            if (tracing.IsEnabled)
            {
                span = tracing.Start($"CallLocal/{options.AppId}/{path.Method}", ActivityKind.Server, Tracing.ReadParent(headers.TraceParent, headers.TraceState));
                if (span?.IsAllDataRequested == true) Describe(span, path);
            }

            Authorize(context, path);
            await app.ForwardAsync(context, path, query, span);
        }
        catch (InvocationException e) when (!context.Response.HasStarted)
        {
            var code = e.Code;
            var description = e.Message;
            var prefix = $"rpc error: code = {code} desc = ";
            if (description.StartsWith(prefix, StringComparison.Ordinal)) description = description[prefix.Length..];
            span?.SetStatus(ActivityStatusCode.Error, description);
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            context.Response.Headers[DaprHeaders.InternalStatus] = code.ToString();
            context.Response.Headers[DaprHeaders.InternalMessage] = Uri.EscapeDataString(description);
        }
        finally
        {
            span?.Dispose();
        }
    }

    private void Authorize(HttpContext context, InvokePath path)
    {
        if (configuration.AccessControl is not { } accessControl) return;
        var headers = context.Request.Headers;
        string? expected = headers[DaprHeaders.InternalCalleeNamespace];
        if (expected != options.Namespace)
        {
            // With mTLS the caller would have met another identity than it expected, and hung up.
            var identity = $"spiffe://{accessControl.TrustDomain}/ns/{options.Namespace}/{options.AppId}";
            throw new InvocationException(
                StatusCode.Unavailable,
                $"connection error: desc = {GoJson.Quote($"transport: authentication handshake failed: unexpected SPIFFE ID: {GoJson.Quote(identity)}")}");
        }

        var caller = headers[DaprHeaders.CallerAppId].ToString();
        var callerNamespace = headers[DaprHeaders.CallerNamespace].ToString();
        var trustDomain = headers[DaprHeaders.InternalTrustDomain].ToString();
        if (accessControl.Allows(caller, callerNamespace, trustDomain, path.Method, context.Request.Method)) return;
        throw InvocationException.FromStatus(
            StatusCode.PermissionDenied,
            $"access control policy has denied access to id: spiffe://{trustDomain}/ns/{callerNamespace}/{caller} operation: {path.Method} verb: {context.Request.Method}");
    }

    private static void Describe(Activity span, InvokePath path)
    {
        span.SetTag(SpanAttributes.Api, Api);
        span.SetTag(SpanAttributes.InvokeMethod, path.Method);
        span.SetTag(SpanAttributes.Protocol, "grpc");
        span.SetTag(SpanAttributes.RpcService, "ServiceInvocation");
    }
}
