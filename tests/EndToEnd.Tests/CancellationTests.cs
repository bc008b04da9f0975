using System.Diagnostics;
using System.Net.Http.Headers;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests;

public sealed class CancellationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_CallerHangsUp_ReceiverStopsWithinASecondAndLogsNoSuccess(bool direct)
    {
        await using var topology = await Topology.StartAsync(new TopologyOptions { Receiver = new() { ["PROCESSING_TIME_MS"] = "5000" } });
        await using var directSender = await Service.SenderAsync(new Dictionary<string, string?>
        {
            ["TENANT_ID"] = "tenant1",
            ["RECEIVER_SERVICE_URL"] = $"http://127.0.0.1:{topology.Receiver.Port}",
        });
        var (sender, receiver) = (direct ? directSender : topology.Sender, topology.Receiver);

        using var hangUp = new CancellationTokenSource();
        using var content = new StringContent("""{"request_id":"c-1"}""", MediaTypeHeaderValue.Parse("application/json"));
        var call = sender.Http.PostAsync(new Uri("/send", UriKind.Relative), content, hangUp.Token);

        // The record is written before the simulated work begins: from here on the Receiver is in its five seconds.
        await Eventually.TrueAsync(async () => await topology.StateAsync("c-1") is not null, "the record of the request");
        await hangUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        var start = Stopwatch.GetTimestamp();
        await receiver.Process.LineAsync("given up by its caller", seconds: 4);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 1);
        await sender.Process.LineAsync("given up by its caller");
        Assert.DoesNotContain(sender.Process.Lines.Concat(receiver.Process.Lines), line => line.Contains("answered 200", StringComparison.Ordinal));
    }
}
