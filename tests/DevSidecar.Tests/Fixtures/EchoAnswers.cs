using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DemoApp.DevSidecar.Tests.Fixtures;

/// <summary>The odd answers of the recorded app: broken ones, streams and unusual headers.</summary>
internal static class EchoAnswers
{
    /// <summary>Answers if the path is one of these; false if it is not.</summary>
    public static async Task<bool> WriteAsync(HttpContext context, string path)
    {
        var response = context.Response;
        switch (path)
        {
            case "cl0":
                response.Headers["x-from-app"] = "yes";
                response.ContentLength = 0;
                return true;
            case "304-etag":
                response.StatusCode = 304;
                response.Headers.ETag = "\"v1\"";
                response.Headers["x-from-app"] = "yes";
                return true;
            case "304-length":
                return await RawAsync(context, "HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\nContent-Length: 5\r\n\r\n");
            case "dup":
                response.Headers.SetCookie = new(["a=1; Path=/", "b=2"]);
                response.Headers["X-Dup"] = new(["one", "two"]);
                response.Headers.Vary = new(["a", "b"]);
                return await TextAsync(response, "ok");
            case "trailers":
                return await RawAsync(
                    context,
                    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n");
            case "early-hints":
                return await RawAsync(
                    context,
                    "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" +
                    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok");
            case "big-header":
                response.Headers["X-Big"] = new string('h', 20_000);
                return await TextAsync(response, "ok");
            case "connection-header":
                return await RawAsync(
                    context,
                    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n" +
                    "Connection: keep-alive, X-Hop\r\nX-Hop: 1\r\nContent-Length: 2\r\n\r\nok");
            case "sse" or "stream":
                response.ContentType = path == "sse" ? "text/event-stream" : "text/plain";
                for (var i = 0; i < 4; i++)
                {
                    await response.WriteAsync($"data: {i}\n\n");
                    await response.Body.FlushAsync();
                    await Task.Delay(300);
                }

                return true;
            case "server":
                response.Headers.Server = "mine";
                return await TextAsync(response, "ok");
            case "utf8-header":
                return await RawAsync(context, "HTTP/1.1 200 OK\r\nX-Name: Zoë\r\nContent-Length: 2\r\n\r\nok");
            case "http10":
                return await RawAsync(context, "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nold");
            case "garbage":
                return await RawAsync(context, "this is no http\r\n\r\n");
            case "status-99":
                return await RawAsync(context, "HTTP/1.1 99 Odd\r\nContent-Length: 0\r\n\r\n");
            case "short":
                return await RawAsync(context, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n0123456789");
            case "short-error":
                return await RawAsync(context, "HTTP/1.1 503 Broken\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n0123456789");
            case "short-chunked":
                return await RawAsync(
                    context, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n");
            default:
                return false;
        }
    }

    private static async Task<bool> TextAsync(HttpResponse response, string text)
    {
        response.ContentType = "text/plain";
        await response.WriteAsync(text);
        return true;
    }

    // Written to the socket: Kestrel would not send it.
    private static async Task<bool> RawAsync(HttpContext context, string answer)
    {
        await context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket.SendAsync(Encoding.UTF8.GetBytes(answer));
        EchoApp.Close(context);
        return true;
    }
}
