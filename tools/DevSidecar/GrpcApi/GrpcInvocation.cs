using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Dapr.Client.Autogen.Grpc.v1;
using DemoApp.DevSidecar.Diagnostics;
using DemoApp.DevSidecar.Invocation;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.WebUtilities;

namespace DemoApp.DevSidecar.GrpcApi;

/// <summary>The method InvokeService: a gRPC call that becomes an HTTP request to an app.</summary>
internal sealed class GrpcInvocation(SidecarOptions options, DirectMessaging messaging, ILogger<GrpcInvocation> log)
{
    // Headers of HTTP itself come back with Dapr's prefix, lest a gRPC client takes them for its own.
    private static readonly HashSet<string> HttpHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept", "Accept-Charset", "Accept-Language", "Accept-Ranges", "Cache-Control", "Connection", "Content-Length", "Content-Type", "Cookie", "Date",
        "Expect", "From", "Host", "If-Match", "If-Modified-Since", "If-None-Match", "If-Unmodified-Since", "Keep-Alive", "Max-Forwards", "Origin", "Pragma",
        "Proxy-Connection", "Referer", "Transfer-Encoding", "Upgrade", "Via", "Warning",
    };

    private int _deprecationLogged;

    public async Task<InvokeResponse> InvokeAsync(InvokeServiceRequest request, ServerCallContext call, Activity? span)
    {
        if (Interlocked.Exchange(ref _deprecationLogged, 1) == 0) log.InvokeServiceDeprecated();
        var message = request.Message ?? new InvokeRequest();
        HttpResponseMessage answer;
        byte[] body;
        try
        {
            var verb = Verb(message);
            var path = InvokePath.Create(request.Id, Uri.EscapeDataString(message.Method).Replace("%2F", "/", StringComparison.Ordinal));
            var query = message.HttpExtension.Querystring is { Length: > 0 } text ? "?" + text : "";
            var payload = message.Data?.Value.ToByteArray() ?? [];
            using var http = CreateRequest(verb, message, payload, call.RequestHeaders);
            answer = await messaging.SendAsync(http, path, query, span, payload, call.CancellationToken);
            body = await answer.Content.ReadAsByteArrayAsync(call.CancellationToken);
        }
        catch (InvocationException e)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"failed to invoke, id: {request.Id}, err: {e.Message}"));
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"failed to invoke, id: {request.Id}, err: {e.Message}"));
        }

        using (answer)
        {
            var status = (int)answer.StatusCode;
            await call.WriteResponseHeadersAsync(CreateHeaders(answer, status, span));
            var code = GrpcError.FromHttpStatus(status);
            if (code != StatusCode.OK)
            {
                var phrase = ReasonPhrases.GetReasonPhrase(status);
                var detail = System.Text.Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(63, body.Length)));
                throw GrpcError.Create(code, phrase, phrase, ("http.code", status.ToString(CultureInfo.InvariantCulture)), ("http.error_message", detail));
            }

            var response = new InvokeResponse { Data = new Any { Value = UnsafeByteOperations.UnsafeWrap(body) } };
            if (answer.Content.Headers.ContentType is { } type) response.ContentType = type.ToString();
            return response;
        }
    }

    private static HttpMethod Verb(InvokeRequest message) => message.HttpExtension switch
    {
        null => throw InvocationException.FromStatus(StatusCode.InvalidArgument, "missing HTTP extension field"),
        { Verb: HTTPExtension.Types.Verb.None } => throw InvocationException.FromStatus(StatusCode.InvalidArgument, "invalid HTTP verb"),
        { Verb: var verb } => HttpMethod.Parse(verb.ToString().ToUpperInvariant()),
    };

    private HttpRequestMessage CreateRequest(HttpMethod verb, InvokeRequest message, byte[] payload, Metadata headers)
    {
        var http = new HttpRequestMessage(verb, (Uri?)null);
        if (payload.Length > 0 || message.ContentType.Length > 0)
        {
            http.Content = new ByteArrayContent(payload);
            if (message.ContentType.Length > 0) http.Content.Headers.TryAddWithoutValidation("Content-Type", message.ContentType);
        }

        foreach (var header in headers)
        {
            if (header.IsBinary || header.Key is "content-type" or "te" or "traceparent" or "tracestate" or "host" || header.Key.StartsWith(DaprHeaders.InternalPrefix, StringComparison.Ordinal)) continue;
            if (header.Key == DaprHeaders.ApiToken && options.ApiToken is not null) continue;
            http.Headers.TryAddWithoutValidation(header.Key.StartsWith("grpc-", StringComparison.Ordinal) ? "dapr-" + header.Key : header.Key, header.Value);
        }

        return http;
    }

    private static Metadata CreateHeaders(HttpResponseMessage answer, int status, Activity? span)
    {
        var headers = new Metadata { { "dapr-http-status", status.ToString(CultureInfo.InvariantCulture) } };
        foreach (var (name, values) in answer.Headers.NonValidated.Concat(answer.Content.Headers.NonValidated))
        {
            // The lengths and the framing are of the HTTP answer, and it is gone.
            if (name is "traceparent" or "tracestate" or "Content-Length" or "Transfer-Encoding" or "Connection" or "Keep-Alive") continue;
            headers.Add((HttpHeaders.Contains(name) ? "dapr-" + name : name).ToLowerInvariant(), string.Join(", ", values));
        }

        if (span?.Id is { } traceparent) headers.Add("traceparent", traceparent);
        return headers;
    }
}
