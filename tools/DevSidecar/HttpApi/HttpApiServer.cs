using System.Diagnostics;
using System.Globalization;
using DemoApp.DevSidecar.Diagnostics;
using DemoApp.DevSidecar.Invocation;
using DemoApp.DevSidecar.Security;
using Grpc.Core;
using Microsoft.AspNetCore.WebUtilities;

namespace DemoApp.DevSidecar.HttpApi;

/// <summary>The HTTP API: health, metadata, state and shutdown under their paths, and service invocation for everything else.</summary>
internal sealed class HttpApiServer(
    SidecarOptions options, Tracing tracing, ApiToken token, DirectMessaging messaging, HealthEndpoints health, MetadataEndpoints metadata, StateEndpoints state, ShutdownEndpoint shutdown, ILogger<HttpApiServer> log)
{
    public async Task HandleAsync(HttpContext context)
    {
        var (path, query) = InvokePath.SplitTarget(context);
        LimitedBody.Limit(context.Request, options.MaxBodySize);
        if (options.ApiLogging) log.ApiCalled("HTTP", $"{context.Request.Method} {path}");
        Activity? span = null;
        try
        {
            // Health is asked so often that daprd keeps it out of the traces, wherever the word stands.
            if (tracing.IsEnabled && !path.Contains("/healthz", StringComparison.Ordinal))
            {
                if (await RefuseBaggageAsync(context)) return;
                span = StartSpan(context, path, query);
            }

            await DispatchAsync(context, path, query, span);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has hung up: nobody is left to answer.
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await LimitedBody.DrainAsync(context);
            await ApiError.Malformed(e.Message).WriteAsync(context);
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
            if (span is not null) End(context, span);
        }
    }

    private async Task DispatchAsync(HttpContext context, string path, string query, Activity? span)
    {
        switch (path)
        {
            case "/v1.0/healthz" or "/v1.0/healthz/" when HttpMethods.IsGet(context.Request.Method):
                await health.GetAsync(context);
                return;
            case "/v1.0/healthz/outbound" or "/v1.0/healthz/outbound/" when HttpMethods.IsGet(context.Request.Method):
                HealthEndpoints.GetOutbound(context);
                return;
        }

        if (!token.IsPresent(context.Request.Headers[DaprHeaders.ApiToken]))
        {
            await ApiToken.RefuseAsync(context);
            return;
        }

        if (StateEndpoints.TryMatch(context.Request.Method, path, out var stateRequest))
        {
            if (span?.IsAllDataRequested == true) StateEndpoints.Describe(span, context.Request.Method, path, stateRequest.Store);
            await state.HandleAsync(context, stateRequest);
        }
        else if (MetadataEndpoints.Handles(context.Request.Method, path))
        {
            await metadata.HandleAsync(context, path);
        }
        else if (path is "/v1.0/shutdown" or "/v1.0/shutdown/" && HttpMethods.IsPost(context.Request.Method))
        {
            shutdown.Handle(context);
        }
        else
        {
            await InvokeAsync(context, path, query, span);
        }
    }

    private async Task InvokeAsync(HttpContext context, string path, string query, Activity? span)
    {
        InvokePath? target = null;
        try
        {
            target = InvokePath.Find(context.Request, path);
            if (target is not { } found)
            {
                await ApiError.NoAppId.WriteAsync(context);
                return;
            }

            if (span is not null)
            {
                span.DisplayName = $"CallLocal/{found.AppId}/{found.Method}";
                if (span.IsAllDataRequested) span.SetTag(SpanAttributes.RpcService, "ServiceInvocation").SetTag(SpanAttributes.NetPeerName, found.AppId);
            }

            await messaging.InvokeAsync(context, found, query, span);
        }
        catch (InvocationException e) when (!context.Response.HasStarted)
        {
            RemoveAnswer(context);
            if (e.Code == StatusCode.ResourceExhausted) await LimitedBody.DrainAsync(context);
            var status = e.Code == StatusCode.PermissionDenied ? 403 : 500;
            await new ApiError(status, "ERR_DIRECT_INVOKE", $"failed to invoke, id: {target?.AppId}, err: {e.Message}").WriteAsync(context);
        }
    }

    private Activity? StartSpan(HttpContext context, string path, string query)
    {
        var request = context.Request.Headers;
        var span = tracing.Start(path, ActivityKind.Client, Tracing.ReadParent(request.TraceParent, request.TraceState));
        if (span is null) return null;
        var response = context.Response.Headers;
        response.TraceParent = span.Id;
        if (span.TraceStateString is { Length: > 0 } tracestate) response.TraceState = tracestate;
        if (request.Baggage is { Count: > 0 } baggage) response.Baggage = baggage;
        if (!span.IsAllDataRequested) return span;

        span.SetTag(SpanAttributes.Api, $"{context.Request.Method} {path}");
        span.SetTag(SpanAttributes.Protocol, "http");
        span.SetTag(SpanAttributes.HttpRequestMethod, context.Request.Method);
        span.SetTag(SpanAttributes.UrlFull, path + query);
        span.SetTag(SpanAttributes.ServerAddress, context.Connection.RemoteIpAddress?.ToString());
        span.SetTag(SpanAttributes.ServerPort, context.Connection.RemotePort.ToString(CultureInfo.InvariantCulture));
        // Whoever wants to see a value on the span puts it in a header of this prefix; the address and the secret are not such values.
        foreach (var (name, value) in request)
        {
            if (name.StartsWith("dapr-", StringComparison.OrdinalIgnoreCase)
                && !name.Equals(DaprHeaders.AppId, StringComparison.OrdinalIgnoreCase)
                && !(options.ApiToken is not null && name.Equals(DaprHeaders.ApiToken, StringComparison.OrdinalIgnoreCase)))
            {
                span.SetTag(name.ToLowerInvariant(), value.ToString());
            }
        }

        return span;
    }

    private static void End(HttpContext context, Activity span)
    {
        var status = context.Response.StatusCode;
        if (span.IsAllDataRequested)
        {
            span.SetTag(SpanAttributes.StatusCode, status.ToString(CultureInfo.InvariantCulture));
            if (status >= 400) span.SetStatus(ActivityStatusCode.Error, $"Code({status}): {ReasonPhrases.GetReasonPhrase(status) switch { "" => "Unknown", var phrase => phrase }}");
        }

        span.Dispose();
    }

    private static async Task<bool> RefuseBaggageAsync(HttpContext context)
    {
        if (context.Request.Headers.Baggage is not { Count: > 0 } baggage || Baggage.FindFault(baggage.ToString()) is not { } fault) return false;
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await context.Response.WriteAsync($"invalid baggage header: {fault}\n");
        return true;
    }

    // What an attempt to forward has left in the answer goes; the trace headers stay.
    private static void RemoveAnswer(HttpContext context)
    {
        var headers = context.Response.Headers;
        var (traceparent, tracestate, baggage) = (headers.TraceParent, headers.TraceState, headers.Baggage);
        context.Response.Clear();
        if (traceparent.Count > 0) headers.TraceParent = traceparent;
        if (tracestate.Count > 0) headers.TraceState = tracestate;
        if (baggage.Count > 0) headers.Baggage = baggage;
    }
}
