using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DemoApp.EndToEnd.Tests;

/// <summary>A request byte for byte as the test says, as no client would send it.</summary>
internal static class RawRequest
{
    /// <summary>Sends it on a connection of its own and returns the first line of the answer.</summary>
    public static async Task<string> SendAsync(int port, string method, string target, string body = "", params IEnumerable<string> headers)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await using var stream = client.GetStream();
        var length = Encoding.UTF8.GetByteCount(body);
        string[] lines = [$"{method} {target} HTTP/1.1", "Host: localhost", "Connection: close", $"Content-Length: {length}", .. headers, "", body];
        await stream.WriteAsync(Encoding.UTF8.GetBytes(string.Join("\r\n", lines)));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadLineAsync() ?? "";
    }
}
