using System.Text.Json.Nodes;
using DemoApp.Otlp;

namespace DemoApp.TenantPage.Tests.Ingest;

/// <summary>What charts are drawn from: rates, values and quantiles of every type of metric.</summary>
public sealed class MetricsTests : ViewerTest
{
    private const ulong Second = 1_000_000_000;

    private readonly ulong _start = Telemetry.Now - (100 * Second);
    private readonly Resource _resource = Telemetry.Resource("tenant1", "shop");

    [Fact]
    public async Task CumulativeCounter_IsShownPerSecondAndARestartIsNoFall()
    {
        await SendAsync(Telemetry.Counter("orders", 100, _start, _start + (10 * Second)));
        await SendAsync(Telemetry.Counter("orders", 150, _start, _start + (20 * Second)));
        await SendAsync(Telemetry.Counter("orders", 20, _start + (20 * Second), _start + (30 * Second)));

        Assert.Equal([10, 5, 2], Values(await SeriesAsync("orders"), "values"));
    }

    [Fact]
    public async Task DeltaCounter_IsShownPerSecond()
    {
        foreach (var (from, to, increase) in (IEnumerable<(ulong, ulong, long)>)[(0, 10, 30), (10, 20, 0), (20, 25, 50)])
        {
            var metric = Telemetry.Counter("orders", increase, _start + (from * Second), _start + (to * Second));
            metric.Sum.AggregationTemporality = AggregationTemporality.Delta;
            await SendAsync(metric);
        }

        Assert.Equal([3, 0, 10], Values(await SeriesAsync("orders"), "values"));
    }

    [Fact]
    public async Task GaugeAndUpDownCounter_AreShownAsTheyAre()
    {
        await SendAsync(new Metric { Name = "depth", Gauge = new Gauge { DataPoints = { new NumberDataPoint { AsDouble = -2.5, TimeUnixNano = _start } } } });
        var active = Telemetry.Counter("active", 7, _start, _start + Second);
        active.Sum.IsMonotonic = false;
        await SendAsync(active);

        Assert.Equal([-2.5], Values(await SeriesAsync("depth"), "values"));
        Assert.Equal([7], Values(await SeriesAsync("active"), "values"));
    }

    [Fact]
    public async Task Histogram_HasItsRateAndQuantilesOfEachInterval()
    {
        await SendAsync(Histogram(10, [100, 0, 0]));
        await SendAsync(Histogram(20, [100, 100, 0]));
        await SendAsync(Histogram(30, [100, 100, 0]));

        var series = await SeriesAsync("wait");
        Assert.Equal([10, 10, 0], Values(series, "values"));
        // The first hundred lie evenly up to 1, the second hundred between 1 and 2; then there is nothing.
        Assert.Equal([0.5, 1.5, null], Values(series, "p50"));
        Assert.Equal([0.99, 1.99, null], Values(series, "p99").Select(value => value is { } known ? Math.Round(known, 6) : (double?)null));

        Metric Histogram(ulong seconds, ulong[] counts) => new()
        {
            Name = "wait",
            Histogram = new Histogram
            {
                AggregationTemporality = AggregationTemporality.Cumulative,
                DataPoints =
                {
                    new HistogramDataPoint
                    {
                        StartTimeUnixNano = _start,
                        TimeUnixNano = _start + (seconds * Second),
                        Count = counts.Aggregate((one, other) => one + other),
                        ExplicitBounds = { 1, 2 },
                        BucketCounts = { counts },
                    },
                },
            },
        };
    }

    [Fact]
    public async Task ExponentialHistogram_HasQuantilesOfItsBuckets()
    {
        await SendAsync(new Metric
        {
            Name = "wait",
            ExponentialHistogram = new ExponentialHistogram
            {
                AggregationTemporality = AggregationTemporality.Cumulative,
                DataPoints =
                {
                    new ExponentialHistogramDataPoint
                    {
                        StartTimeUnixNano = _start, TimeUnixNano = _start + (10 * Second), Count = 100, Scale = 0, ZeroCount = 10,
                        Negative = new() { Offset = 0, BucketCounts = { 20 } },
                        Positive = new() { Offset = 2, BucketCounts = { 30, 40 } },
                    },
                },
            },
        });

        // 20 in -2..-1, 10 zeros, 30 in 4..8, 40 in 8..16: the median is the 20th of the 30, the 90th percentile the 30th of the 40.
        var series = await SeriesAsync("wait");
        Assert.Equal([10], Values(series, "values"));
        Assert.Equal(4 + (4 * 20 / 30.0), Values(series, "p50")[0]!.Value, 6);
        Assert.Equal(8 + (8 * 30 / 40.0), Values(series, "p90")[0]!.Value, 6);
    }

    [Fact]
    public async Task Summary_HasTheQuantilesThatItSends()
    {
        await SendAsync(new Metric
        {
            Name = "wait",
            Summary = new Summary
            {
                DataPoints =
                {
                    new SummaryDataPoint
                    {
                        StartTimeUnixNano = _start, TimeUnixNano = _start + (10 * Second), Count = 50, Sum = 1,
                        QuantileValues = { new SummaryDataPoint.Types.ValueAtQuantile { Quantile = 0.5, Value = 3 }, new SummaryDataPoint.Types.ValueAtQuantile { Quantile = 0.99, Value = 9 } },
                    },
                },
            },
        });

        var series = await SeriesAsync("wait");
        Assert.Equal(([5], [3], [null], [9]), (Values(series, "values"), Values(series, "p50"), Values(series, "p90"), Values(series, "p99")), Same);
    }

    [Fact]
    public async Task SeriesOfOneInstrument_AreApartByAttributesInAnyOrderAndByProcess()
    {
        KeyValue a = Telemetry.Attribute("a", "1"), b = Telemetry.Attribute("b", "2");
        await SendAsync(Telemetry.Counter("orders", 1, _start, _start + Second, a, b));
        await SendAsync(Telemetry.Counter("orders", 2, _start, _start + (2 * Second), b, a));
        await SendAsync(Telemetry.Counter("orders", 2, _start, _start + (2 * Second), a));
        await Client.ExportAsync(Telemetry.Metrics(Telemetry.Resource("tenant1", "shop", ("service.instance.id", "2")), Telemetry.Counter("orders", 1, _start, _start + Second, a, b)));
        await Client.ExportAsync(Telemetry.Metrics(Telemetry.Resource("tenant2", "shop"), Telemetry.Counter("orders", 1, _start, _start + Second, a, b)));

        Assert.Equal(3, (await Viewer.GetAsync("/api/metrics?tenant=tenant1"))["instruments"]![0]!["series"]!.GetValue<int>());
        var data = await Viewer.GetAsync("/api/metrics/data?tenant=tenant1&service=shop&name=orders");
        Assert.Equal([1, 1, 2], data["series"]!.AsArray().Select(series => series!["times"]!.AsArray().Count).Order());
    }

    [Fact]
    public async Task Exemplar_LeadsToItsTraceAndIsThereOnce()
    {
        var span = Telemetry.Span();
        var (traceId, spanId) = (span.TraceId, span.SpanId);
        await Client.ExportAsync(Telemetry.Traces(_resource, span));
        for (ulong i = 1; i <= 2; i++)
        {
            var metric = Telemetry.Counter("orders", (long)i, _start, _start + (i * Second));
            metric.Sum.DataPoints[0].Exemplars.Add(new Exemplar { AsInt = 1, TimeUnixNano = _start, TraceId = traceId, SpanId = spanId });
            metric.Sum.DataPoints[0].Exemplars.Add(new Exemplar { AsInt = 1, TimeUnixNano = _start, TraceId = Telemetry.NewTraceId(), SpanId = spanId });
            await SendAsync(metric);
        }

        var exemplars = (await SeriesAsync("orders"))["exemplars"]!.AsArray();
        Assert.Equal(3, exemplars.Count);
        Assert.Equal((Telemetry.Hex(traceId), true), (exemplars[0]!["traceId"]!.GetValue<string>(), exemplars[0]!["held"]!.GetValue<bool>()));
        Assert.False(exemplars[1]!["held"]!.GetValue<bool>());
    }

    private static bool Same((double?[] A, double?[] B, double?[] C, double?[] D) one, (double?[] A, double?[] B, double?[] C, double?[] D) other) =>
        one.A.SequenceEqual(other.A) && one.B.SequenceEqual(other.B) && one.C.SequenceEqual(other.C) && one.D.SequenceEqual(other.D);

    private static double?[] Values(JsonNode series, string member) => [.. series[member]!.AsArray().Select(value => value?.GetValue<double>())];

    private async Task SendAsync(Metric metric) => Assert.Null((await Client.ExportAsync(Telemetry.Metrics(_resource, metric))).PartialSuccess);

    private async Task<JsonNode> SeriesAsync(string name) =>
        Assert.Single((await Viewer.GetAsync($"/api/metrics/data?tenant=tenant1&name={name}"))["series"]!.AsArray())!;
}
