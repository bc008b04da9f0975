using System.Text.Json;
using DemoApp.Receiver;
using DemoApp.Sender;

namespace DemoApp.Services.Tests;

/// <summary>The services share no types, so that each can be deployed alone; here is where they must agree.</summary>
public sealed class WireContractTests
{
    [Fact]
    public async Task ProcessRequest_AsTheSenderWritesIt_IsWhatTheReceiverReads()
    {
        using var content = ProcessRequestContent.Create("r-1", "tenant1", "sender-service", """{ "big":1.10 }"""u8.ToArray());

        var body = await content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var read = JsonSerializer.Deserialize(body, ReceiverJson.Default.ProcessRequest)!;

        Assert.Equal(("r-1", "tenant1", "sender-service"), (read.RequestId, read.TenantId, read.Sender));
        Assert.Equal("""{ "big":1.10 }""", read.Data!.Value.GetRawText());
        Assert.Equal(body.Length, content.Headers.ContentLength);
    }
}
