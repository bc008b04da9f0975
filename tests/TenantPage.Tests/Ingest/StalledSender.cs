using System.Net.Sockets;
using System.Text;

namespace DemoApp.TenantPage.Tests.Ingest;

/// <summary>A connection that announces a body of 16 MB and sends a part of it.</summary>
internal sealed class StalledSender : IDisposable
{
    private readonly TcpClient _client = new();

    /// <summary>What it is answered.</summary>
    public Task<string> Answer { get; private set; } = null!;

    public static async Task<StalledSender> StartAsync(int port)
    {
        var sender = new StalledSender();
        await sender._client.ConnectAsync("127.0.0.1", port);
        await sender._client.GetStream().WriteAsync(
            "POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\nContent-Length: 16000000\r\n\r\n"u8.ToArray());
        sender.Answer = sender.ReadAsync();
        return sender;
    }

    /// <summary>Sends some of it, as far as it is read.</summary>
    public async Task SendAsync(int bytes)
    {
        try
        {
            await _client.GetStream().WriteAsync(new byte[bytes]);
        }
        catch (IOException)
        {
            // It was answered before it was read whole.
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<string> ReadAsync()
    {
        var buffer = new byte[4096];
        try
        {
            return Encoding.ASCII.GetString(buffer, 0, await _client.GetStream().ReadAsync(buffer));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return "";
        }
    }
}
