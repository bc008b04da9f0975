using System.Globalization;
using DemoApp.Otlp;
using Google.Protobuf;

namespace DemoApp.TestSupport;

/// <summary>Takes protobuf messages of OTLP apart into spans, data points and log records.</summary>
internal static class OtlpReading
{
    public static IReadOnlyList<object> Items(string signal, byte[] message) => signal switch
    {
        "traces" => [.. Spans(ExportTraceServiceRequest.Parser.ParseFrom(message))],
        "metrics" => [.. Points(ExportMetricsServiceRequest.Parser.ParseFrom(message))],
        "logs" => [.. Logs(ExportLogsServiceRequest.Parser.ParseFrom(message))],
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "no such signal"),
    };

    private static IEnumerable<ReceivedSpan> Spans(ExportTraceServiceRequest request) =>
        from resource in request.ResourceSpans
        let attributes = Read(resource.Resource?.Attributes)
        from scope in resource.ScopeSpans
        from span in scope.Spans
        select new ReceivedSpan(
            attributes, scope.Scope?.Name ?? "", Hex(span.TraceId), Hex(span.SpanId), Hex(span.ParentSpanId), span.Name,
            span.Kind.ToString().ToUpperInvariant(), StatusCode(span.Status?.Code ?? default), span.Status?.Message ?? "", Read(span.Attributes))
        {
            TraceState = span.TraceState,
            Events = [.. span.Events.Select(one => one.Name)],
            UnixNano = (span.StartTimeUnixNano, span.EndTimeUnixNano),
        };

    private static IEnumerable<ReceivedLog> Logs(ExportLogsServiceRequest request) =>
        from resource in request.ResourceLogs
        let attributes = Read(resource.Resource?.Attributes)
        from scope in resource.ScopeLogs
        from log in scope.LogRecords
        select new ReceivedLog(attributes, scope.Scope?.Name ?? "", log.SeverityText, Read(log.Body), Hex(log.TraceId), Hex(log.SpanId), Read(log.Attributes))
        {
            SeverityNumber = (int)log.SeverityNumber,
            UnixNano = log.TimeUnixNano,
        };

    private static IEnumerable<ReceivedMetric> Points(ExportMetricsServiceRequest request) =>
        from resource in request.ResourceMetrics
        let attributes = Read(resource.Resource?.Attributes)
        from scope in resource.ScopeMetrics
        from metric in scope.Metrics
        from point in Points(metric)
        select point with { Resource = attributes, Scope = scope.Scope?.Name ?? "" };

    private static IEnumerable<ReceivedMetric> Points(Metric metric) => metric.DataCase switch
    {
        Metric.DataOneofCase.Gauge => metric.Gauge.DataPoints.Select(point => Point(metric, point, "gauge", default)),
        Metric.DataOneofCase.Sum => metric.Sum.DataPoints.Select(
            point => Point(metric, point, metric.Sum.IsMonotonic ? "counter" : "updowncounter", metric.Sum.AggregationTemporality)),
        Metric.DataOneofCase.Histogram => metric.Histogram.DataPoints.Select(point => Point(metric, point)),
        Metric.DataOneofCase.ExponentialHistogram => metric.ExponentialHistogram.DataPoints.Select(
            point => New(metric, point.Count, point.Attributes, "exponential histogram", metric.ExponentialHistogram.AggregationTemporality, point.Exemplars)),
        _ => throw new InvalidDataException($"Metric {metric.Name} has data of a kind that is not read here: {metric.DataCase}."),
    };

    private static ReceivedMetric Point(Metric metric, NumberDataPoint point, string instrument, AggregationTemporality temporality) => New(
        metric, point.ValueCase == NumberDataPoint.ValueOneofCase.AsInt ? point.AsInt : point.AsDouble, point.Attributes, instrument, temporality,
        point.Exemplars);

    private static ReceivedMetric Point(Metric metric, HistogramDataPoint point) =>
        New(metric, point.Count, point.Attributes, "histogram", metric.Histogram.AggregationTemporality, point.Exemplars) with
        {
            Histogram = new ReceivedHistogram(point.Sum, [.. point.ExplicitBounds], [.. point.Exemplars.Select(exemplar => Hex(exemplar.TraceId))]),
        };

    private static ReceivedMetric New(
        Metric metric, double value, IEnumerable<KeyValue> attributes, string instrument, AggregationTemporality temporality, IEnumerable<Exemplar> exemplars) =>
        new(new Dictionary<string, string>(), "", metric.Name, metric.Unit, value, Read(attributes))
        {
            Instrument = instrument,
            IsCumulative = temporality != AggregationTemporality.Delta,
            ExemplarAttributes = [.. exemplars.Select(exemplar => Read(exemplar.FilteredAttributes))],
        };

    private static Dictionary<string, string> Read(IEnumerable<KeyValue>? attributes)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var attribute in attributes ?? [])
        {
            read.Add(attribute.Key, Read(attribute.Value));
        }

        return read;
    }

    private static string Read(AnyValue? value) => value?.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => value.StringValue,
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.ArrayValue => string.Join(',', value.ArrayValue.Values.Select(Read)),
        AnyValue.ValueOneofCase.KvlistValue => string.Join(',', value.KvlistValue.Values.Select(pair => $"{pair.Key}={Read(pair.Value)}")),
        AnyValue.ValueOneofCase.BytesValue => Hex(value.BytesValue),
        _ => "",
    };

    private static string StatusCode(Status.Types.StatusCode code) => code switch
    {
        Status.Types.StatusCode.Unset => "STATUS_CODE_UNSET",
        Status.Types.StatusCode.Ok => "STATUS_CODE_OK",
        _ => "STATUS_CODE_ERROR",
    };

    private static string Hex(ByteString id) => Convert.ToHexStringLower(id.Span);
}
