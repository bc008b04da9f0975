using System.Diagnostics.Metrics;
using System.Text;
using DemoApp.ServiceDefaults;
using DemoApp.ServiceDefaults.Export;
using Serilog;
using Serilog.Formatting.Display;

namespace DemoApp.Services.Tests;

public sealed class ConsoleSinkTests
{
    private static readonly string Padding = new('x', 1000);

    [Fact]
    public void Records_NobodyReads_AreBoundedCountedAndWaitedForByNobody()
    {
        using var output = new BlockedStream();
        using var drops = new Drops();
        var sink = Sink(output);
        using var logger = new LoggerConfiguration().WriteTo.Sink(sink).CreateLogger();
        var all = (ConsoleSink.MaxWaitingCharacters / Padding.Length * 2) + 100;

        // With a sink that waits this never ends.
        for (var i = 0; i < all; i++)
        {
            logger.Information("{Number} {Padding}", i, Padding);
        }

        Assert.InRange(drops.Count, all / 2, all - 1);
        output.Release();
        sink.Dispose();

        // The rest arrives, in whole lines and in its order.
        var numbers = output.Lines().Select(line => int.Parse(line.Split(' ')[0], null)).ToList();
        Assert.Equal(all - drops.Count, numbers.Count);
        Assert.Equal(numbers.Order(), numbers);
        Assert.All(output.Lines(), line => Assert.EndsWith(Padding, line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Records_OfManyThreads_ArriveWholeAndToTheLast()
    {
        using var output = new BlockedStream();
        output.Release();
        using var drops = new Drops();
        using (var logger = new LoggerConfiguration().WriteTo.Sink(Sink(output)).CreateLogger())
        {
            await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
            {
                for (var i = 0; i < 500; i++)
                {
                    logger.Information("{Number} {Padding}", (thread * 500) + i, Padding);
                }
            })));
        }

        Assert.Equal(0, drops.Count);
        Assert.Equal(Enumerable.Range(0, 4000), output.Lines().Select(line => int.Parse(line.Split(' ')[0], null)).Order());
    }

    [Fact]
    public void Records_ForAFullDisk_AreCountedAndTheNextOnesAreTried()
    {
        using var output = new FullDisk();
        using var drops = new Drops();
        var sink = Sink(output);
        using var logger = new LoggerConfiguration().WriteTo.Sink(sink).CreateLogger();

        logger.Information("lost");
        output.Failed.Wait(TestContext.Current.CancellationToken);
        output.HasRoom = true;
        logger.Information("kept");
        sink.Dispose();

        Assert.Equal(1, drops.Count);
        Assert.Equal("kept\n", Encoding.UTF8.GetString(output.ToArray()));
    }

    private static ConsoleSink Sink(Stream output) =>
        new(new MessageTemplateTextFormatter("{Message:lj}\n", System.Globalization.CultureInfo.InvariantCulture), output, new SignalLoss("console-test"));

    /// <summary>A pipe that nobody reads until it is released.</summary>
    private sealed class BlockedStream : MemoryStream
    {
        private readonly ManualResetEventSlim _released = new();

        public void Release() => _released.Set();

        public string[] Lines() => Encoding.UTF8.GetString(ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        public override void Write(byte[] buffer, int offset, int count)
        {
            _released.Wait();
            base.Write(buffer, offset, count);
        }

        protected override void Dispose(bool disposing)
        {
            _released.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class FullDisk : MemoryStream
    {
        public ManualResetEventSlim Failed { get; } = new();

        public bool HasRoom { get; set; }

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (!HasRoom)
            {
                Failed.Set();
                throw new IOException("No space left on device");
            }

            base.Write(buffer, offset, count);
        }

        protected override void Dispose(bool disposing)
        {
            Failed.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>What is counted as dropped on the way to this test's console.</summary>
    private sealed class Drops : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _count;

        public Drops()
        {
            _listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == Names.AppTelemetryDropped)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, items, tags, _) =>
            {
                if (tags.ToArray().Contains(new KeyValuePair<string, object?>(Names.AppTelemetrySignal, "console-test")))
                {
                    Interlocked.Add(ref _count, items);
                }
            });
            _listener.Start();
        }

        public int Count => (int)Interlocked.Read(ref _count);

        public void Dispose() => _listener.Dispose();
    }
}
