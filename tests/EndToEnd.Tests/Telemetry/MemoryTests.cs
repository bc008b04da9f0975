using System.Diagnostics;
using System.Globalization;
using System.Net;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests.Telemetry;

/// <summary>What telemetry that waits costs; a minute long, so it has a run of its own: <c>make test-slow</c>.</summary>
[Trait("Speed", "slow")]
public sealed class MemoryTests
{
    private const int RequestsPerSecond = 500;
    private const int MaxMoreMegabytes = 50;

    private static readonly TimeSpan Load = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task CollectorStallsForAMinute_MemoryOfBothServices_IsAtMostFiftyMegabytesMore()
    {
        await using var stalled = await OtlpReceiver.StartAsync();
        stalled.Answer = CollectorAnswer.Stall;
        var sinkPort = FreePort.Next();
        await using var sink = ChildProcess.Start(Repository.Executable("OTLP_SINK", "tools/OtlpSink"), [$"{sinkPort}"]);
        await using var waiting = await StartAsync(stalled.Address);
        await using var normal = await StartAsync($"127.0.0.1:{sinkPort}");

        // Side by side, so that both have the same machine.
        await Task.WhenAll(SendAsync(waiting.Sender), SendAsync(normal.Sender));

        var more = (Sender: Peak(waiting.Sender) - Peak(normal.Sender), Receiver: Peak(waiting.Receiver) - Peak(normal.Receiver));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"Peak RSS with a working collector: Sender {Peak(normal.Sender):0} MB, Receiver {Peak(normal.Receiver):0} MB; "
            + $"more with one that stalls: Sender {more.Sender:0} MB, Receiver {more.Receiver:0} MB");
        Assert.InRange(more.Sender, double.MinValue, MaxMoreMegabytes);
        Assert.InRange(more.Receiver, double.MinValue, MaxMoreMegabytes);

        // With full queues, too, a stop is a short one.
        foreach (var service in (Service[])[waiting.Sender, waiting.Receiver])
        {
            var start = Stopwatch.GetTimestamp();
            await service.StopAsync();
            Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 5);
        }
    }

    private static Task<DirectPair> StartAsync(string collector)
    {
        var variables = new Dictionary<string, string?>
        {
            ["OTEL_SDK_DISABLED"] = "false",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://{collector}",
        };
        return DirectPair.StartAsync(variables, variables);
    }

    private static async Task SendAsync(Service sender)
    {
        var total = (int)(RequestsPerSecond * Load.TotalSeconds);
        var calls = new List<Task>(total);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        for (var start = Stopwatch.GetTimestamp(); calls.Count < total; await timer.WaitForNextTickAsync())
        {
            var due = Math.Min(total, (int)(RequestsPerSecond * Stopwatch.GetElapsedTime(start).TotalSeconds));
            while (calls.Count < due)
            {
                calls.Add(SendOneAsync(sender));
            }
        }

        await Task.WhenAll(calls);
    }

    private static async Task SendOneAsync(Service sender) =>
        Assert.Equal(HttpStatusCode.OK, (await sender.PostAsync("/send", """{"message":"hello"}""")).Status);

    /// <summary>The most memory that a process ever had resident, in MB.</summary>
    private static double Peak(Service service) => File.ReadLines($"/proc/{service.Process.Id}/status")
        .Where(line => line.StartsWith("VmHWM:", StringComparison.Ordinal))
        .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024).Single();
}
