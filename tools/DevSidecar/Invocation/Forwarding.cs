using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Grpc.Core;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Forwarder;

namespace DemoApp.DevSidecar.Invocation;

/// <summary>What the requests from sidecar to sidecar and from a sidecar to its app have in common.</summary>
internal static class Forwarding
{
    // No timeout of the forwarder's own: Dapr has none unless a Resiliency sets one.
    private static readonly ForwarderRequestConfig Config = new()
    {
        ActivityTimeout = Timeout.InfiniteTimeSpan, Version = HttpVersion.Version11,
    };

    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>A pool of connections that passes requests on as they are and follows nothing.</summary>
    /// <param name="maxResponseHeadersKilobytes">The limit of an answer's headers.</param>
    public static HttpMessageInvoker CreateClient(int maxResponseHeadersKilobytes) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        // The headers of the trace are set here, as Dapr does.
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
        MaxResponseHeadersLength = maxResponseHeadersKilobytes,
        // Headers are bytes: whatever they stand for passes through unchanged.
        RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
    });

    /// <summary>An address whose path stays as it was written; .NET would clean it otherwise.</summary>
    public static Uri Address(string baseAddress, string path, string query) => new(baseAddress + path + query, AsWritten);

    /// <summary>Forwards a request. The failure before the answer has begun is the result; after that nobody is left to tell.</summary>
    public static async Task<Exception?> SendAsync(
        IHttpForwarder forwarder, HttpContext context, string address, HttpMessageInvoker client, HttpTransformer transformer)
    {
        var error = await forwarder.SendAsync(context, address, client, Config, transformer, context.RequestAborted);
        if (error == ForwarderError.None || context.GetForwarderErrorFeature()?.Exception is not { } failure)
        {
            return null;
        }

        if (context.Response.HasStarted || context.RequestAborted.IsCancellationRequested)
        {
            context.Abort();
            return null;
        }

        // The client's own body was too long, too slow or cut.
        return Causes(failure).OfType<BadHttpRequestException>().FirstOrDefault() is { } refusal
            ? new InvocationException(StatusCode.ResourceExhausted, refusal.Message)
            : failure;
    }

    /// <summary>Sets the headers of the trace, and takes out what the forwarder has copied and the other side must not see.</summary>
    public static void SetHeaders(HttpRequest request, HttpRequestMessage message, Activity? span)
    {
        foreach (var name in request.Headers.Connection.SelectMany(names => (names ?? "").Split(',', StringSplitOptions.TrimEntries)))
        {
            if (name is not ("" or "keep-alive" or "close"))
            {
                message.Headers.Remove(name);
            }
        }

        message.Headers.Remove("TE");
        message.Headers.Remove("Keep-Alive");
        message.Headers.Host = null;
        message.Headers.Remove(DaprHeaders.AppId);
        foreach (var name in request.Headers.Keys)
        {
            if (name.StartsWith(DaprHeaders.InternalPrefix, StringComparison.OrdinalIgnoreCase))
            {
                message.Headers.Remove(name);
            }
        }

        Set(message, "traceparent", span?.Id is { } traceparent ? traceparent : request.Headers.TraceParent);
        Set(message, "tracestate", request.Headers.TraceState);
        Set(message, "baggage", request.Headers.Baggage);
    }

    public static void Set(HttpRequestMessage message, string name, StringValues value)
    {
        message.Headers.Remove(name);
        if (!StringValues.IsNullOrEmpty(value))
        {
            message.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)value!);
        }
    }

    /// <summary>Describes a failure to talk to an address in the words of Go's net package.</summary>
    public static string DescribeFailure(Exception failure, string authority) => Causes(failure)
        .Select(cause => cause switch
        {
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } => $"dial tcp {authority}: connect: connection refused",
            SocketException { SocketErrorCode: SocketError.ConnectionReset } => $"read tcp {authority}: read: connection reset by peer",
            SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain } =>
                $"dial tcp: lookup {authority}: no such host",
            SocketException socket => $"dial tcp {authority}: {socket.Message}",
            _ => IsEndOfAnswer(cause) ? "EOF" : null,
        })
        .FirstOrDefault(text => text is not null) ?? failure.Message;

    /// <summary>Whether there was no connection, or it broke before the answer began.</summary>
    public static bool IsConnectionFailure(Exception failure) =>
        Causes(failure).Any(cause => cause is SocketException || IsEndOfAnswer(cause));

    private static bool IsEndOfAnswer(Exception cause) => cause
        is HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded }
        or HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded };

    private static IEnumerable<Exception> Causes(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }
}
