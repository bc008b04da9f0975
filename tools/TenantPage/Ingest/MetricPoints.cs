using DemoApp.Otlp;
using DemoApp.TenantPage.Telemetry;
using Google.Protobuf.Collections;

namespace DemoApp.TenantPage.Ingest;

/// <summary>The points of a metric of whatever type, each as what it does to its series.</summary>
internal static class MetricPoints
{
    public static int Count(Metric metric) => metric.DataCase switch
    {
        Metric.DataOneofCase.Gauge => metric.Gauge.DataPoints.Count,
        Metric.DataOneofCase.Sum => metric.Sum.DataPoints.Count,
        Metric.DataOneofCase.Histogram => metric.Histogram.DataPoints.Count,
        Metric.DataOneofCase.ExponentialHistogram => metric.ExponentialHistogram.DataPoints.Count,
        Metric.DataOneofCase.Summary => metric.Summary.DataPoints.Count,
        _ => 0,
    };

    public static IEnumerable<MetricPoint> Of(Metric metric) => metric.DataCase switch
    {
        Metric.DataOneofCase.Gauge => metric.Gauge.DataPoints.Select(point => Number(point, isTotal: false)),
        // A sum that may fall is a state, such as of requests under way, unless it comes as changes.
        Metric.DataOneofCase.Sum => metric.Sum.DataPoints.Select(point => Number(point, metric.Sum.IsMonotonic)),
        Metric.DataOneofCase.Histogram => metric.Histogram.DataPoints.Select(Histogram),
        Metric.DataOneofCase.ExponentialHistogram => metric.ExponentialHistogram.DataPoints.Select(Exponential),
        Metric.DataOneofCase.Summary => metric.Summary.DataPoints.Select(point =>
            new MetricPoint(point.Attributes, (series, now) => series.AddSummary(point, now))),
        _ => [],
    };

    private static MetricPoint Number(NumberDataPoint point, bool isTotal)
    {
        var value = point.ValueCase == NumberDataPoint.ValueOneofCase.AsInt ? point.AsInt : point.AsDouble;
        return new MetricPoint(point.Attributes, (series, now) =>
        {
            if (isTotal)
            {
                series.AddTotal(point.StartTimeUnixNano, point.TimeUnixNano, value, null, now);
            }
            else
            {
                series.AddValue(point.TimeUnixNano, value, now);
            }

            AddExemplars(series, point.Exemplars);
        });
    }

    private static MetricPoint Histogram(HistogramDataPoint point) => new(point.Attributes, (series, now) =>
    {
        series.AddTotal(point.StartTimeUnixNano, point.TimeUnixNano, point.Count, Distribution.Of(point), now);
        AddExemplars(series, point.Exemplars);
    });

    private static MetricPoint Exponential(ExponentialHistogramDataPoint point) => new(point.Attributes, (series, now) =>
    {
        series.AddTotal(point.StartTimeUnixNano, point.TimeUnixNano, point.Count, Distribution.Of(point), now);
        AddExemplars(series, point.Exemplars);
    });

    private static void AddExemplars(Series series, RepeatedField<Exemplar> exemplars)
    {
        foreach (var exemplar in exemplars)
        {
            if (OtlpIds.TryTraceId(exemplar.TraceId, out var traceId))
            {
                _ = OtlpIds.TrySpanId(exemplar.SpanId, out var spanId);
                var value = exemplar.ValueCase == Exemplar.ValueOneofCase.AsInt ? exemplar.AsInt : exemplar.AsDouble;
                series.AddExemplar(new StoredExemplar(exemplar.TimeUnixNano, value, traceId, spanId));
            }
        }
    }
}

/// <summary>A point: whose series by its attributes, and what it adds there.</summary>
internal readonly record struct MetricPoint(RepeatedField<KeyValue> Attributes, Action<Series, DateTimeOffset> AddTo);
