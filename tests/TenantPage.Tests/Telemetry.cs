using System.Security.Cryptography;
using DemoApp.Otlp;
using Google.Protobuf;

namespace DemoApp.TenantPage.Tests;

/// <summary>Makes telemetry as an exporter would, with what a test cares about.</summary>
public static class Telemetry
{
    /// <summary>Now, as OTLP writes it.</summary>
    public static ulong Now => (ulong)(DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * 100;

    public static Resource Resource(string? tenant, string service, params (string Key, string Value)[] more)
    {
        var resource = new Resource { Attributes = { Attribute("service.name", service) } };
        if (tenant is not null)
        {
            resource.Attributes.Add(Attribute("tenant.id", tenant));
        }

        resource.Attributes.AddRange(more.Select(attribute => Attribute(attribute.Key, attribute.Value)));
        return resource;
    }

    public static KeyValue Attribute(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };

    public static KeyValue Attribute(string key, long value) => new() { Key = key, Value = new AnyValue { IntValue = value } };

    public static ByteString NewTraceId() => ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16));

    public static ByteString NewSpanId() => ByteString.CopyFrom(RandomNumberGenerator.GetBytes(8));

    public static string Hex(ByteString id) => Convert.ToHexStringLower(id.Span);

    /// <summary>A server span that ended just now.</summary>
    public static Span Span(string name = "GET /", ByteString? trace = null, ByteString? parent = null, double milliseconds = 10)
    {
        var end = Now;
        return new Span
        {
            TraceId = trace ?? NewTraceId(),
            SpanId = NewSpanId(),
            ParentSpanId = parent ?? ByteString.Empty,
            Name = name,
            Kind = Otlp.Span.Types.SpanKind.Server,
            StartTimeUnixNano = end - (ulong)(milliseconds * 1e6),
            EndTimeUnixNano = end,
        };
    }

    public static LogRecord Log(string body, SeverityNumber severity = SeverityNumber.Info) =>
        new() { TimeUnixNano = Now, Body = new AnyValue { StringValue = body }, SeverityNumber = severity, SeverityText = $"{severity}" };

    public static ExportTraceServiceRequest Traces(Resource resource, params IEnumerable<Span> spans) => Traces(resource, "test", spans);

    public static ExportTraceServiceRequest Traces(Resource resource, string scope, params IEnumerable<Span> spans) => new()
    {
        ResourceSpans = { new ResourceSpans { Resource = resource, ScopeSpans = { new ScopeSpans { Scope = new() { Name = scope }, Spans = { spans } } } } },
    };

    public static ExportLogsServiceRequest Logs(Resource resource, params IEnumerable<LogRecord> records) => new()
    {
        ResourceLogs = { new ResourceLogs { Resource = resource, ScopeLogs = { new ScopeLogs { Scope = new() { Name = "test" }, LogRecords = { records } } } } },
    };

    public static ExportMetricsServiceRequest Metrics(Resource resource, params IEnumerable<Metric> metrics) => new()
    {
        ResourceMetrics = { new ResourceMetrics { Resource = resource, ScopeMetrics = { new ScopeMetrics { Scope = new() { Name = "test" }, Metrics = { metrics } } } } },
    };

    /// <summary>A counter that stands at <paramref name="total"/>, counted since <paramref name="start"/>.</summary>
    public static Metric Counter(string name, long total, ulong start, ulong time, params IEnumerable<KeyValue> attributes) => new()
    {
        Name = name,
        Unit = "{item}",
        Sum = new Sum
        {
            AggregationTemporality = AggregationTemporality.Cumulative,
            IsMonotonic = true,
            DataPoints = { new NumberDataPoint { AsInt = total, StartTimeUnixNano = start, TimeUnixNano = time, Attributes = { attributes } } },
        },
    };
}
