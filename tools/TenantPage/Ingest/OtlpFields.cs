using DemoApp.Otlp;
using DemoApp.TenantPage.Protobuf;

namespace DemoApp.TenantPage.Ingest;

/// <summary>How items lie within the messages of each signal: resource, scope, for metrics the metric and its data, item.</summary>
internal static class OtlpFields
{
    public static int ItemLevel(Signal signal) => signal == Signal.Metrics ? 3 : 1;

    public static bool Holds(Signal signal, int level, in ProtobufReader field) => field.IsPayload && (signal, level) switch
    {
        (_, 0) => field.Field == ResourceSpans.ScopeSpansFieldNumber,
        (Signal.Metrics, 2) => field.Field
            is Metric.GaugeFieldNumber or Metric.SumFieldNumber or Metric.HistogramFieldNumber
            or Metric.ExponentialHistogramFieldNumber or Metric.SummaryFieldNumber,
        (_, 1) => field.Field == ScopeSpans.SpansFieldNumber,
        _ => field.Field == Gauge.DataPointsFieldNumber,
    };

    public static bool IsSidecarScope(ReadOnlySpan<byte> buffer, TextRange scopeSpans)
    {
        var fields = new ProtobufReader(buffer, scopeSpans);
        while (fields.Next())
        {
            if (fields is { Field: ScopeSpans.ScopeFieldNumber, IsPayload: true })
            {
                var scope = new ProtobufReader(buffer, fields.Payload);
                while (scope.Next())
                {
                    if (scope is { Field: InstrumentationScope.NameFieldNumber, IsPayload: true })
                    {
                        return scope.Payload.Of(buffer).SequenceEqual("dapr-diagnostics"u8);
                    }
                }
            }
        }

        return false;
    }

    public static (TextRange Key, TextRange Value) Attribute(ReadOnlySpan<byte> buffer, TextRange keyValue)
    {
        TextRange key = default, value = default;
        var fields = new ProtobufReader(buffer, keyValue);
        while (fields.Next())
        {
            if (fields is { Field: KeyValue.KeyFieldNumber, IsPayload: true })
            {
                key = fields.Payload;
            }
            else if (fields is { Field: KeyValue.ValueFieldNumber, IsPayload: true })
            {
                value = fields.Payload;
            }
        }

        return (key, value);
    }
}
