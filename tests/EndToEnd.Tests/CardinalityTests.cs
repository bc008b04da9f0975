using System.Net;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests;

public sealed class CardinalityTests
{
    private const int Distinct = 10_000;

    // Nothing that a caller chooses is an attribute, so a metric has as many series as there are different answers: here 4 (200 and 403 of
    // the service's route, 404 for GET and for _OTHER). .NET's own have up to 5, one per generation of the heap, and connections 4, two
    // states of two peers. Twice the 4 leaves room for a status that only a loaded machine sees, and none for one value of a caller's each.
    private const int MaxSeriesPerMetric = 8;

    [Fact]
    public async Task TenThousandPathsIdsAndTenants_OfCallers_MakeNoMoreSeriesThanOneOfEach()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var pair = await CollectedPair.StartAsync(collector, new() { ["OTEL_TRACES_EXPORTER"] = "none", ["OTEL_LOGS_EXPORTER"] = "none" },
            new() { ["OTEL_TRACES_EXPORTER"] = "none", ["OTEL_LOGS_EXPORTER"] = "none" });

        await Parallel.ForEachAsync(Enumerable.Range(0, Distinct), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            var processed = await pair.Sender.PostAsync("/send", $$"""{"request_id":"id-{{i}}","sender":"sender-{{i}}"}""", ("User-Agent", $"agent-{i}"));
            var refused = await (i % 2 == 0 ? pair.Sender.PostAsync("/send", Stranger(i)) : pair.Receiver.PostAsync("/process", Stranger(i)));
            var notFound = await (i % 2 == 0 ? pair.Receiver : pair.Sender).SendAsync(
                new HttpMethod(i % 3 == 0 ? $"METHOD{i}" : "GET"), $"/path-{i}?query={i}", null, ("Host", $"host-{i}"));
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.NotFound), (processed.Status, refused.Status, notFound.Status));
        });

        await Eventually.TrueAsync(
            () => collector.Last("receiver-service", "app.requests.processed").Where(point => point.Attributes["app.outcome"] == "processed").Sum(point => point.Value) == Distinct
                && Refusals("sender-service") + Refusals("receiver-service") == Distinct,
            "the metrics of all requests");
        var series = collector.Metrics.GroupBy(point => (point.ServiceName, point.Name), point => CollectedPair.Series(point))
            .Select(metric => (metric.Key.ServiceName, metric.Key.Name, Series: metric.Distinct().ToList())).ToList();
        Assert.Contains(series, metric => metric.Name == "http.server.request.body.size");
        Assert.Contains(series, metric => metric.Name == "http.server.request.duration");
        Assert.All(series, metric => Assert.True(metric.Series.Count <= MaxSeriesPerMetric,
            $"{metric.Name} of {metric.ServiceName} has {metric.Series.Count} series: {string.Join(" | ", metric.Series.Take(20))}"));
        Assert.DoesNotContain(series, metric => metric.Series.Any(one => one.Contains("stranger", StringComparison.Ordinal)
            || one.Contains("otel.metric.overflow", StringComparison.Ordinal)));
        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Join('\n', series.Select(metric => $"{metric.Series.Count} {metric.Name} of {metric.ServiceName}").Order()));

        double Refusals(string service) => collector.Last(service, "app.tenant.refused").Sum(point => point.Value);
    }

    private static string Stranger(int i) => $$"""{"tenant_id":"stranger-{{i}}"}""";
}
