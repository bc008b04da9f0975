using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DemoApp.DevSidecar.Tests.Fixtures;

/// <summary>Requests as bytes, which no HTTP client would send.</summary>
internal static class RawHttp
{
    /// <summary>Sends a text and reads what comes until the other side closes, or until there are enough bytes.</summary>
    public static async Task<string> SendAsync(int port, string text, int enough = 12)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);
        var buffer = new byte[64 << 10];
        var read = await stream.ReadAtLeastAsync(buffer, enough, throwOnEndOfStream: false, TestContext.Current.CancellationToken);
        return Encoding.Latin1.GetString(buffer, 0, read);
    }
}
