using System.Diagnostics;
using DemoApp.TestSupport;

namespace DemoApp.Viewer.Tests.Benchmark;

/// <summary><c>make bench-viewer</c>: what the viewer takes on one core, what it needs, and how soon it shows it.</summary>
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
        var held = isolation["held"]!["spans"]!.GetValue<int>();
        Print($"| spans accepted per second, one core | {Median(viewers):N0} | {viewers.Min():N0} to {viewers.Max():N0} |");
        Print($"| the same, of a collector that reads nothing | {Median(sinks):N0} | {sinks.Min():N0} to {sinks.Max():N0} |");
        Print($"| spans dropped of {isolation["accepted"]!["spans"]!.GetValue<long>() + rejected:N0} | {rejected:N0} | |");
        Print($"| resident memory after the first {Held:N0} spans of {flood.SpanBytes} bytes | {idle / 1e6:N0} MB | |");
        Print($"| resident memory with {held:N0} spans held, after all of it | {await WorkingSetAsync(viewer) / 1e6:N0} MB | |");
        Assert.Equal(0, rejected);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static async Task<long> WorkingSetAsync(ViewerProcess viewer) =>
        (await viewer.GetAsync("/api/overview"))["collector"]!["workingSetBytes"]!.GetValue<long>();

    private static void PinThisProcess()
    {
        if (OperatingSystem.IsLinux() && Environment.ProcessorCount > 1)
        {
            using var self = Process.GetCurrentProcess();
            self.ProcessorAffinity &= ~1;
        }
    }

    /// <summary>Into the file that <c>make bench-viewer</c> shows.</summary>
    private static void Print(string line)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts"));
        File.AppendAllText(Path.Combine(folder.FullName, "bench-viewer.md"), line + "\n");
    }
}
