using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests;

/// <summary>A <see cref="DirectPair"/> that exports to a collector, often enough for a test.</summary>
internal static class CollectedPair
{
    public static Task<DirectPair> StartAsync(
        OtlpReceiver collector, Dictionary<string, string?>? sender = null, Dictionary<string, string?>? receiver = null) =>
        DirectPair.StartAsync(Variables(collector, sender), Variables(collector, receiver));

    public static Dictionary<string, string?> Variables(OtlpReceiver collector, Dictionary<string, string?>? more = null) => new(more ?? [])
    {
        ["OTEL_SDK_DISABLED"] = "false",
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://{collector.Address}",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
    };

    /// <summary>The newest data point of each series of a metric; exports are cumulative.</summary>
    public static List<ReceivedMetric> Last(this OtlpReceiver collector, string service, string metric) =>
        [.. collector.Metrics.Where(point => point.Name == metric && point.ServiceName == service).GroupBy(Series).Select(series => series.Last())];

    /// <summary>What tells one series of a metric from another.</summary>
    public static string Series(ReceivedMetric point) =>
        string.Join(',', point.Attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal).Select(attribute => $"{attribute.Key}={attribute.Value}"));
}
