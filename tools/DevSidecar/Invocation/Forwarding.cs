using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Primitives;
using Yarp.ReverseProxy.Forwarder;

namespace DemoApp.DevSidecar.Invocation;

/// <summary>What both ways have in common: from sidecar to sidecar, and from a sidecar to its app.</summary>
internal static class Forwarding
{
    /// <summary>No time limit of the forwarder's own: Dapr has none unless a Resiliency sets one.</summary>
    public static readonly ForwarderRequestConfig Config = new() { ActivityTimeout = Timeout.InfiniteTimeSpan, Version = HttpVersion.Version11 };

    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>One pool of connections, which hands requests on as they are and follows nothing.</summary>
    public static HttpMessageInvoker CreateClient() => new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        EnableMultipleHttp2Connections = true,
        // The headers of the trace are Dapr's business here.
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
    });

    /// <summary>An address whose path stays as it was written; .NET would clean it up otherwise.</summary>
    public static Uri Address(string baseAddress, string path, string query) => new(baseAddress + path + query, AsWritten);

    /// <summary>Takes out what the forwarder has copied and the other side must not see.</summary>
    public static void RemoveConnectionHeaders(HttpRequest request, HttpRequestMessage message)
    {
        foreach (var names in request.Headers.Connection)
        {
            if (names is null or "keep-alive" or "close") continue;
            foreach (var name in names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) message.Headers.Remove(name);
        }

        message.Headers.Remove("TE");
        message.Headers.Remove("Keep-Alive");
        message.Headers.Host = null;
    }

    public static void Set(HttpRequestMessage message, string name, string? value)
    {
        message.Headers.Remove(name);
        if (!string.IsNullOrEmpty(value)) message.Headers.TryAddWithoutValidation(name, value);
    }

    public static void CopyIfPresent(HttpRequest request, HttpRequestMessage message, string name)
    {
        if (request.Headers.TryGetValue(name, out var values) && !StringValues.IsNullOrEmpty(values))
        {
            message.Headers.Remove(name);
            message.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values!);
        }
    }

    /// <summary>A failure to talk to an address, in the words of Go's net package.</summary>
    public static string DescribeFailure(Exception failure, string authority)
    {
        for (var e = failure; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return $"dial tcp {authority}: connect: connection refused";
                case SocketException { SocketErrorCode: SocketError.ConnectionReset }:
                    return $"read tcp {authority}: read: connection reset by peer";
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain }:
                    return $"dial tcp: lookup {authority}: no such host";
                case SocketException socket:
                    return $"dial tcp {authority}: {socket.Message}";
                case HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded }:
                case HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded }:
                    return "EOF";
            }
        }

        return failure.Message;
    }

    /// <summary>Whether the client's own body was too long, whoever noticed it.</summary>
    public static bool IsBodyTooLarge(Exception? failure)
    {
        for (var e = failure; e is not null; e = e.InnerException)
            if (e is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }) return true;
        return false;
    }
}
