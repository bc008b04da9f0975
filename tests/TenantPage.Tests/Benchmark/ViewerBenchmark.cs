using System.Diagnostics;

namespace DemoApp.TenantPage.Tests.Benchmark;

/// <summary><c>make bench-viewer</c>: what the viewer takes on one core, what it needs, and how soon it shows it.</summary>
[Collection("Benchmark")]
[Trait("Speed", "bench")]
public sealed class ViewerBenchmark
{
    private const int Runs = 5;
    private const int Held = 100_000;

    [Fact]
    public async Task Spans_OnOneCore()
    {
        // The viewer has core 0 and this process the others; a collector that reads nothing, in turn with it, shows what the sender could send.
        PinThisProcess();
        var flood = new SpanFlood();
        await using var sink = await Sink.StartAsync();
        await using var viewer = await ViewerProcess.StartPinnedAsync(core: 0);
        List<double> viewers = [], sinks = [];
        await flood.SendAsync(viewer.Grpc, Held);
        var idle = await WorkingSetAsync(viewer);
        var rejected = 0L;
        for (var run = 0; run < Runs; run++)
        {
            sinks.Add((await flood.SendAsync(sink.Address, 300_000)).PerSecond);
            var (perSecond, refused) = await flood.SendAsync(viewer.Grpc, 300_000);
            viewers.Add(perSecond);
            rejected += refused;
        }

        var isolation = (await viewer.GetAsync("/api/isolation"))["tenants"]![0]!;
        var (held, accepted) = (isolation["held"]!["spans"]!.GetValue<int>(), isolation["accepted"]!["spans"]!.GetValue<long>());
        Report.Add("spans accepted per second, on one core", viewers, "N0", "");
        Report.Add("the same by a collector that reads nothing", sinks, "N0", "");
        Report.Add("spans refused of these", [rejected], "N0", "");
        Report.Add($"resident memory with the first {Held:N0} spans held", [idle / 1e6], "N0", " MB");
        Report.Add($"resident memory with {held:N0} spans held, after {accepted:N0}", [await WorkingSetAsync(viewer) / 1e6], "N0", " MB");
        Report.Add($"the newest 100 traces of {held:N0} spans, as JSON", await ListMillisecondsAsync(viewer), "N0", " ms");
        Assert.Equal(0, rejected);
    }

    private static async Task<long> WorkingSetAsync(ViewerProcess viewer) =>
        (await viewer.GetAsync("/api/overview"))["collector"]!["workingSetBytes"]!.GetValue<long>();

    private static async Task<List<double>> ListMillisecondsAsync(ViewerProcess viewer)
    {
        List<double> times = [];
        for (var run = 0; run < Runs; run++)
        {
            var watch = Stopwatch.StartNew();
            await viewer.Http.GetStringAsync(new Uri("/api/traces", UriKind.Relative), TestContext.Current.CancellationToken);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return times;
    }

    private static void PinThisProcess()
    {
        if (OperatingSystem.IsLinux() && Environment.ProcessorCount > 1)
        {
            using var self = Process.GetCurrentProcess();
            self.ProcessorAffinity &= ~1;
        }
    }
}
