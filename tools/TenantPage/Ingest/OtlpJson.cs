using DemoApp.Otlp;
using Google.Protobuf;

namespace DemoApp.TenantPage.Ingest;

/// <summary>
/// OTLP's JSON: protobuf's own, but for ids, which it writes in hexadecimal where protobuf has base64. Read as base64 their digits make
/// 24 and 12 bytes; written as base64 again these are the digits.
/// </summary>
internal static class OtlpJson
{
    private const int Depth = 64;

    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true).WithRecursionLimit(Depth));
    private static readonly JsonFormatter Formatter = new(JsonFormatter.Settings.Default);

    /// <exception cref="InvalidProtocolBufferException">It is no such message.</exception>
    /// <exception cref="InvalidDataException">It is no JSON, or a value in it cannot be what it stands for.</exception>
    public static T Parse<T>(string json)
        where T : IMessage<T>, new()
    {
        try
        {
            var message = Parser.Parse<T>(json);
            FixIds(message);
            return message;
        }
        catch (Exception e) when (e is InvalidJsonException or FormatException or OverflowException or InvalidOperationException)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    public static string Write(IMessage message) => Formatter.Format(message);

    private static void FixIds(IMessage message)
    {
        switch (message)
        {
            case ExportTraceServiceRequest request:
                foreach (var span in request.ResourceSpans.SelectMany(resource => resource.ScopeSpans).SelectMany(scope => scope.Spans))
                {
                    (span.TraceId, span.SpanId, span.ParentSpanId) = (FromHex(span.TraceId), FromHex(span.SpanId), FromHex(span.ParentSpanId));
                    foreach (var link in span.Links)
                    {
                        (link.TraceId, link.SpanId) = (FromHex(link.TraceId), FromHex(link.SpanId));
                    }
                }

                break;
            case ExportLogsServiceRequest request:
                foreach (var record in request.ResourceLogs.SelectMany(resource => resource.ScopeLogs).SelectMany(scope => scope.LogRecords))
                {
                    (record.TraceId, record.SpanId) = (FromHex(record.TraceId), FromHex(record.SpanId));
                }

                break;
            case ExportMetricsServiceRequest request:
                var metrics = request.ResourceMetrics.SelectMany(resource => resource.ScopeMetrics).SelectMany(scope => scope.Metrics);
                foreach (var exemplar in metrics.SelectMany(Exemplars))
                {
                    (exemplar.TraceId, exemplar.SpanId) = (FromHex(exemplar.TraceId), FromHex(exemplar.SpanId));
                }

                break;
        }
    }

    private static IEnumerable<Exemplar> Exemplars(Metric metric) => metric.DataCase switch
    {
        Metric.DataOneofCase.Gauge => metric.Gauge.DataPoints.SelectMany(point => point.Exemplars),
        Metric.DataOneofCase.Sum => metric.Sum.DataPoints.SelectMany(point => point.Exemplars),
        Metric.DataOneofCase.Histogram => metric.Histogram.DataPoints.SelectMany(point => point.Exemplars),
        Metric.DataOneofCase.ExponentialHistogram => metric.ExponentialHistogram.DataPoints.SelectMany(point => point.Exemplars),
        _ => [],
    };

    /// <summary>Bytes that were hexadecimal digits; as they are where they were none, so that their length gives them away.</summary>
    private static ByteString FromHex(ByteString readAsBase64)
    {
        try
        {
            return UnsafeByteOperations.UnsafeWrap(Convert.FromHexString(readAsBase64.ToBase64()));
        }
        catch (FormatException)
        {
            return readAsBase64;
        }
    }
}
