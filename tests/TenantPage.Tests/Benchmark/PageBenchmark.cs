using System.Diagnostics;
using DemoApp.TenantPage.Tests.Ingest;
using Google.Protobuf;

namespace DemoApp.TenantPage.Tests.Benchmark;

/// <summary><c>make bench-page</c>: what the page takes on one core with forwarding, and the memory that it needs whatever is sent.</summary>
[Collection("Benchmark")]
[Trait("Speed", "bench")]
public sealed class PageBenchmark
{
    private const int Runs = 5;
    private const int Spans = 300_000;

    [Theory]
    [InlineData("forwarded with the share of a tenant")]
    [InlineData("forwarded without a share", "--forward-traces-per-second", "100000")]
    public async Task Spans_OnOneCore(string what, params string[] options)
    {
        // The page has core 0 and this process the others; a collector that reads nothing, in turn with it, shows what the sender could send.
        PinThisProcess();
        var flood = new SpanFlood();
        await using var sink = await Sink.StartAsync(core: 0);
        await using var target = await Sink.StartAsync(core: Environment.ProcessorCount - 1);
        await using var page = await ViewerProcess.StartPinnedAsync(core: 0, ["--forward", target.Address.ToString(), .. options]);
        List<double> pages = [], sinks = [];
        await flood.SendAsync(page.Grpc, Spans / 3);
        var rejected = 0L;
        for (var run = 0; run < Runs; run++)
        {
            sinks.Add((await flood.SendAsync(sink.Address, Spans)).PerSecond);
            var (perSecond, refused) = await flood.SendAsync(page.Grpc, Spans);
            pages.Add(perSecond);
            rejected += refused;
        }

        var forward = (await page.GetAsync("/api/overview"))["forward"]!;
        Report.Add($"spans accepted per second on one core, {what}", pages, "N0", "");
        Report.Add("the same by a collector that reads nothing", sinks, "N0", "");
        Report.Add("spans rejected of these", [rejected], "N0", "");
        Report.Add("spans forwarded", [forward["sent"]!["spans"]!.GetValue<long>()], "N0", "");
        Report.Add("spans dropped on the way", [forward["dropped"]!["spans"]!.GetValue<long>()], "N0", "");
        Report.Add("most resident memory", [page.PeakBytes() / 1e6], "N0", " MB");
        Assert.Equal(0, rejected);
    }

    [Fact]
    public async Task Memory_WhateverIsSent()
    {
        await using var target = await Sink.StartAsync(core: 0);
        await using var page = await ViewerProcess.StartAsync("--forward", target.Address.ToString());
        Report.Add("resident memory at the start", [page.PeakBytes() / 1e6], "N0", " MB");
        foreach (var (kind, (signal, times, make)) in MemoryTests.Kinds)
        {
            for (var i = 0; i < times; i++)
            {
                using var answer = await page.ExportAsync(signal, make(i).ToByteArray(), "application/x-protobuf");
                answer.EnsureSuccessStatusCode();
            }

            Report.Add($"most resident memory after {times} times large {kind}", [page.PeakBytes() / 1e6], "N0", " MB");
        }
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
