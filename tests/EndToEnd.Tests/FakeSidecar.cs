using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DemoApp.EndToEnd.Tests;

/// <summary>A web server in a sidecar's or a Receiver's place, which answers what the test says.</summary>
internal sealed class FakeSidecar : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeSidecar(WebApplication app) => _app = app;

    public int Port { get; private init; }

    public static async Task<FakeSidecar> StartAsync(RequestDelegate answer, HttpProtocols protocols = HttpProtocols.Http1)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        return new FakeSidecar(app) { Port = new Uri(address).Port };
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

/// <summary>A port that takes connections and never answers.</summary>
internal sealed class SilentPort : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public SilentPort() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();
}

/// <summary>A port that reads a whole request, answers with what it is given, and ends the connection.</summary>
internal sealed class CutConnection : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public CutConnection(string reply, bool reset)
    {
        _listener.Start();
        _ = ServeAsync(reply, reset);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync(string reply, bool reset)
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                // A request of these tests ends with two braces: that of the body and that of what is wrapped around it.
                var (buffer, text) = (new byte[4096], "");
                while (!text.EndsWith("}}", StringComparison.Ordinal) && await client.GetStream().ReadAsync(buffer) is > 0 and var read)
                {
                    text += Encoding.ASCII.GetString(buffer, 0, read);
                }

                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(reply));
                client.LingerState = new LingerOption(reset, 0);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
