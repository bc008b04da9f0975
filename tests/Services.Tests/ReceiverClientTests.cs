using System.Net.Sockets;
using DemoApp.Sender;
using DemoApp.ServiceDefaults;
using Microsoft.Extensions.Logging.Abstractions;

namespace DemoApp.Services.Tests;

public sealed class ReceiverClientTests
{
    /// <summary>HttpClient of .NET 10 lets the bare SocketException out when a connection is reset in the moment it is made.</summary>
    [Theory]
    [InlineData(null, ReceiverOutcome.NoSidecar)]
    [InlineData("http://127.0.0.1:8001", ReceiverOutcome.Refused)]
    internal async Task ProcessAsync_ConnectionResetWhileItIsMade_SaysThatNothingWasSent(string? address, ReceiverOutcome expected)
    {
        using var http = new HttpClient(new ResetHandler()) { BaseAddress = new Uri("http://127.0.0.1:1") };
        var settings = SenderSettings.Read(Variables.Of(("RECEIVER_SERVICE_URL", address ?? "")));
        var client = new ReceiverClient(http, settings, ServiceSettings.Read(Variables.None, "sender-service"), NullLogger<ReceiverClient>.Instance);
        using var content = new StringContent("{}");

        var reply = await client.ProcessAsync("r-1", content, TestContext.Current.CancellationToken);

        Assert.Equal(expected, reply.Outcome);
        Assert.IsType<SocketException>(reply.Exception);
    }

    private sealed class ResetHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new SocketException((int)SocketError.NotConnected);
    }
}
