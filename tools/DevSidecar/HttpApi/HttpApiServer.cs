using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using DemoApp.DevSidecar.Diagnostics;
using DemoApp.DevSidecar.Invocation;
using DemoApp.DevSidecar.Security;
using Grpc.Core;
using Microsoft.AspNetCore.WebUtilities;

namespace DemoApp.DevSidecar.HttpApi;

/// <summary>The HTTP API: health, metadata and state under their paths, and service invocation for everything else.</summary>
internal sealed partial class HttpApiServer(
    SidecarOptions options,
    Tracing tracing,
    ApiToken token,
    DirectMessaging messaging,
    HealthEndpoints health,
    MetadataEndpoint metadata,
    StateEndpoints state,
    ILogger<HttpApiServer> log)
{
    public async Task HandleAsync(HttpContext context)
    {
        var (path, query) = InvokePath.SplitTarget(context);
        context.Request.Method = context.Request.Method.ToUpperInvariant();
        LimitedBody.Limit(context.Request, options.MaxBodySize);
        if (options.ApiLogging)
        {
            log.ApiCalled("HTTP", $"{context.Request.Method} {path}");
        }

        Activity? span = null;
        try
        {
            if (InvalidEscape().IsMatch(path))
            {
                context.Response.Headers.Connection = "close";
                await ApiError.WriteAsync(context, 400, "400 Bad Request"u8.ToArray(), "text/plain; charset=utf-8");
                return;
            }

            // Health is polled so often that daprd keeps it out of the traces, wherever the word stands.
            if (tracing.IsEnabled && !path.Contains("/healthz", StringComparison.Ordinal))
            {
                if (context.Request.Headers.Baggage is { Count: > 0 } baggage && Baggage.FindFault(baggage.ToString()) is { } fault)
                {
                    await ApiError.WriteTextAsync(context, 400, $"invalid baggage header: {fault}");
                    return;
                }

                span = StartSpan(context, path, query);
            }

            await DispatchAsync(context, path, query, span);
        }
        catch (Exception e) when (context.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            // The client has hung up: nobody is left to answer.
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await LimitedBody.DrainAsync(context);
            var error = ApiError.Malformed(e.Message);
            await (e.StatusCode == StatusCodes.Status408RequestTimeout ? error with { Status = e.StatusCode } : error).WriteAsync(context);
        }
        catch (Exception e) when (e is not OperationCanceledException && !context.Response.HasStarted)
        {
            // A fault of this tool must be seen, and must not look like one of the app.
            log.Unexpected(e);
            RemoveAnswer(context);
            await new ApiError(500, "ERR_INTERNAL", e.Message).WriteAsync(context);
        }
        finally
        {
            End(context, span);
        }
    }

    private Task DispatchAsync(HttpContext context, string path, string query, Activity? span)
    {
        var call = $"{context.Request.Method} {(path.Length > 1 ? path.TrimEnd('/') : path)}";
        switch (call)
        {
            case "GET /v1.0/healthz":
                return health.GetAsync(context);
            case "GET /v1.0/healthz/outbound":
                return HealthEndpoints.GetOutboundAsync(context);
        }

        if (!token.Accepts(context.Request.Headers[DaprHeaders.ApiToken]))
        {
            return ApiError.WriteTextAsync(context, 401, "invalid api token");
        }

        if (call == "GET /v1.0/metadata")
        {
            return metadata.GetAsync(context);
        }

        if (UnsupportedApis.Find(context.Request.Method, path) is { } unsupported)
        {
            return ApiError.Unsupported(unsupported).WriteAsync(context);
        }

        if (!StateEndpoints.TryMatch(context.Request.Method, path, out var request))
        {
            return InvokeAsync(context, path, query, span);
        }

        if (span?.IsAllDataRequested == true)
        {
            StateEndpoints.Describe(span, $"{context.Request.Method} {path}", request.Store);
        }

        return state.HandleAsync(context, request.Store, request.Key);
    }

    private async Task InvokeAsync(HttpContext context, string path, string query, Activity? span)
    {
        InvokePath? target = null;
        try
        {
            target = InvokePath.Find(context.Request, path);
            if (target is null)
            {
                await ApiError.NoAppId.WriteAsync(context);
                return;
            }

            target = target.Normalize();
            if (span is not null)
            {
                span.DisplayName = $"CallLocal/{target.AppId}/{target.Method}";
                span.SetTag(SpanAttributes.RpcService, "ServiceInvocation").SetTag(SpanAttributes.NetPeerName, target.AppId);
            }

            await messaging.InvokeAsync(context, target, query, span);
        }
        catch (InvocationException e) when (!context.Response.HasStarted)
        {
            RemoveAnswer(context);
            if (e.Code == StatusCode.ResourceExhausted)
            {
                await LimitedBody.DrainAsync(context);
            }

            var status = e.Code == StatusCode.PermissionDenied ? 403 : 500;
            await new ApiError(status, "ERR_DIRECT_INVOKE", $"failed to invoke, id: {target?.AppId}, err: {e.Message}").WriteAsync(context);
        }
    }

    private Activity? StartSpan(HttpContext context, string path, string query)
    {
        var request = context.Request.Headers;
        var parent = Tracing.ReadParent(request.TraceParent.FirstOrDefault(), request.TraceState);
        var span = tracing.Start(path, ActivityKind.Client, parent);
        if (span is null)
        {
            return null;
        }

        var response = context.Response.Headers;
        response.TraceParent = span.Id;
        response.TraceState = span.TraceStateString is { Length: > 0 } tracestate ? tracestate : default;
        response.Baggage = request.Baggage.ToString() is { Length: > 0 } baggage ? baggage : default;
        span.SetTag(SpanAttributes.Api, $"{context.Request.Method} {path}");
        span.SetTag(SpanAttributes.Protocol, "http");
        span.SetTag(SpanAttributes.HttpRequestMethod, context.Request.Method);
        span.SetTag(SpanAttributes.UrlFull, path + query);
        span.SetTag(SpanAttributes.ServerAddress, context.Connection.RemoteIpAddress?.ToString());
        span.SetTag(SpanAttributes.ServerPort, context.Connection.RemotePort.ToString(CultureInfo.InvariantCulture));
        // A caller puts on the span what it sends in headers of this prefix; the address and the secret are not meant.
        foreach (var (name, value) in request)
        {
            if (name.StartsWith("dapr-", StringComparison.OrdinalIgnoreCase)
                && !name.Equals(DaprHeaders.AppId, StringComparison.OrdinalIgnoreCase)
                && !(options.ApiToken is not null && name.Equals(DaprHeaders.ApiToken, StringComparison.OrdinalIgnoreCase)))
            {
                span.SetTag(name.ToLowerInvariant(), Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(value.ToString())));
            }
        }

        return span;
    }

    private static void End(HttpContext context, Activity? span)
    {
        if (span?.IsAllDataRequested == true)
        {
            var status = context.Response.StatusCode;
            span.SetTag(SpanAttributes.StatusCode, status.ToString(CultureInfo.InvariantCulture));
            if (status >= 400)
            {
                var phrase = ReasonPhrases.GetReasonPhrase(status);
                span.SetStatus(ActivityStatusCode.Error, $"Code({status}): {(phrase.Length > 0 ? phrase : "Unknown")}");
            }
        }

        span?.Dispose();
    }

    // What an attempt to forward has left in the answer goes; the trace headers stay.
    private static void RemoveAnswer(HttpContext context)
    {
        var headers = context.Response.Headers;
        var (traceparent, tracestate, baggage) = (headers.TraceParent, headers.TraceState, headers.Baggage);
        context.Response.Clear();
        (headers.TraceParent, headers.TraceState, headers.Baggage) = (traceparent, tracestate, baggage);
    }

    [GeneratedRegex("%(?![0-9A-Fa-f]{2})")]
    private static partial Regex InvalidEscape();
}
