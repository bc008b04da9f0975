using DemoApp.Otlp;

namespace DemoApp.TenantPage.Telemetry;

/// <summary>What a metric is: the same for all of its series.</summary>
internal sealed record Instrument(string Service, string Scope, string Name, string Unit, string Description, string Type, bool IsMonotonic, bool IsDelta)
{
    public static Instrument Of(Metric metric, string service, string scope)
    {
        var (type, monotonic, temporality) = metric.DataCase switch
        {
            Metric.DataOneofCase.Sum => ("sum", metric.Sum.IsMonotonic, metric.Sum.AggregationTemporality),
            Metric.DataOneofCase.Histogram => ("histogram", false, metric.Histogram.AggregationTemporality),
            Metric.DataOneofCase.ExponentialHistogram => ("exponentialHistogram", false, metric.ExponentialHistogram.AggregationTemporality),
            Metric.DataOneofCase.Summary => ("summary", false, AggregationTemporality.Cumulative),
            _ => ("gauge", false, AggregationTemporality.Unspecified),
        };
        return new Instrument(service, scope, metric.Name, metric.Unit, metric.Description, type, monotonic, temporality == AggregationTemporality.Delta);
    }
}
