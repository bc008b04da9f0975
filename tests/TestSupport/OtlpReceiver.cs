using System.Collections.Concurrent;
using DemoApp.TestSupport.Otlp;
using Google.Protobuf.Collections;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DemoApp.TestSupport;

/// <summary>A span as it arrived, ids in hexadecimal.</summary>
public sealed record ReceivedSpan(
    IReadOnlyDictionary<string, string> Resource, string Scope, string TraceId, string SpanId, string ParentSpanId, string Name, string Kind, string StatusCode, string StatusMessage, IReadOnlyDictionary<string, string> Attributes)
{
    public string? ServiceName => Resource.GetValueOrDefault("service.name");
}

/// <summary>A log record as it arrived.</summary>
public sealed record ReceivedLog(
    IReadOnlyDictionary<string, string> Resource, string Scope, string Severity, string Body, string TraceId, string SpanId, IReadOnlyDictionary<string, string> Attributes);

/// <summary>One data point of a metric as it arrived; of a histogram, its count.</summary>
public sealed record ReceivedMetric(
    IReadOnlyDictionary<string, string> Resource, string Scope, string Name, string Unit, double Value, IReadOnlyDictionary<string, string> Attributes)
{
    public string? ServiceName => Resource.GetValueOrDefault("service.name");

    /// <summary>What a histogram recorded; empty for other metrics.</summary>
    public ReceivedHistogram Histogram { get; init; } = new(0, [], []);
}

/// <summary>The sum of a histogram's data point, its bounds, and the traces of its exemplars.</summary>
public sealed record ReceivedHistogram(double Sum, IReadOnlyList<double> Bounds, IReadOnlyList<string> ExemplarTraceIds);

/// <summary>A collector in the test's own process: takes OTLP over gRPC on a free port and keeps everything.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private static readonly string[] Kinds = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];
    private static readonly string[] StatusCodes = ["STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"];

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedSpan> _spans = [];
    private readonly ConcurrentQueue<ReceivedLog> _logs = [];
    private readonly ConcurrentQueue<ReceivedMetric> _metrics = [];

    private OtlpReceiver(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = null);
        builder.Services.AddSingleton(this);
        _app = builder.Build();
        _app.MapGrpcService<TraceReceiver>();
        _app.MapGrpcService<LogsReceiver>();
        _app.MapGrpcService<MetricsReceiver>();
    }

    /// <summary>Host and port, without a scheme.</summary>
    public string Address { get; private set; } = "";

    public IReadOnlyCollection<ReceivedSpan> Spans => _spans;

    public IReadOnlyCollection<ReceivedLog> Logs => _logs;

    public IReadOnlyCollection<ReceivedMetric> Metrics => _metrics;

    public static async Task<OtlpReceiver> StartAsync(int port = 0)
    {
        var receiver = new OtlpReceiver(port);
        await receiver._app.StartAsync();
        receiver.Address = new Uri(receiver._app.Urls.Single()).Authority;
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static Dictionary<string, string> Read(RepeatedField<KeyValue>? attributes)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var attribute in attributes ?? []) read[attribute.Key] = Read(attribute.Value);
        return read;
    }

    private static string Read(AnyValue? value) => value?.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => value.StringValue,
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(System.Globalization.CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue.ToString(System.Globalization.CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.ArrayValue => string.Join(',', value.ArrayValue.Values.Select(Read)),
        _ => "",
    };

    private static string Hex(Google.Protobuf.ByteString id) => Convert.ToHexStringLower(id.Span);

    private sealed class TraceReceiver(OtlpReceiver receiver) : TraceService.TraceServiceBase
    {
        public override Task<ExportTraceServiceResponse> Export(ExportTraceServiceRequest request, ServerCallContext context)
        {
            foreach (var resource in request.ResourceSpans)
            {
                foreach (var scope in resource.ScopeSpans)
                {
                    foreach (var span in scope.Spans)
                    {
                        receiver._spans.Enqueue(new ReceivedSpan(
                            Read(resource.Resource?.Attributes), scope.Scope?.Name ?? "", Hex(span.TraceId), Hex(span.SpanId), Hex(span.ParentSpanId), span.Name,
                            Kinds[span.Kind], StatusCodes[span.Status?.Code ?? 0], span.Status?.Message ?? "", Read(span.Attributes)));
                    }
                }
            }

            return Task.FromResult(new ExportTraceServiceResponse());
        }
    }

    private sealed class LogsReceiver(OtlpReceiver receiver) : LogsService.LogsServiceBase
    {
        public override Task<ExportLogsServiceResponse> Export(ExportLogsServiceRequest request, ServerCallContext context)
        {
            foreach (var resource in request.ResourceLogs)
            {
                foreach (var scope in resource.ScopeLogs)
                {
                    foreach (var log in scope.LogRecords)
                    {
                        receiver._logs.Enqueue(new ReceivedLog(
                            Read(resource.Resource?.Attributes), scope.Scope?.Name ?? "", log.SeverityText, Read(log.Body), Hex(log.TraceId), Hex(log.SpanId), Read(log.Attributes)));
                    }
                }
            }

            return Task.FromResult(new ExportLogsServiceResponse());
        }
    }

    private sealed class MetricsReceiver(OtlpReceiver receiver) : MetricsService.MetricsServiceBase
    {
        public override Task<ExportMetricsServiceResponse> Export(ExportMetricsServiceRequest request, ServerCallContext context)
        {
            foreach (var resource in request.ResourceMetrics)
            {
                foreach (var scope in resource.ScopeMetrics)
                {
                    foreach (var metric in scope.Metrics)
                    {
                        foreach (var (value, attributes, histogram) in PointsOf(metric))
                        {
                            receiver._metrics.Enqueue(new ReceivedMetric(
                                Read(resource.Resource?.Attributes), scope.Scope?.Name ?? "", metric.Name, metric.Unit, value, Read(attributes))
                            {
                                Histogram = histogram,
                            });
                        }
                    }
                }
            }

            return Task.FromResult(new ExportMetricsServiceResponse());
        }

        private static IEnumerable<(double Value, RepeatedField<KeyValue> Attributes, ReceivedHistogram Histogram)> PointsOf(Metric metric) => metric.DataCase switch
        {
            Metric.DataOneofCase.Gauge => metric.Gauge.DataPoints.Select(Point),
            Metric.DataOneofCase.Sum => metric.Sum.DataPoints.Select(Point),
            Metric.DataOneofCase.Histogram => metric.Histogram.DataPoints.Select(point => ((double)point.Count, point.Attributes,
                new ReceivedHistogram(point.Sum, [.. point.ExplicitBounds], [.. point.Exemplars.Select(exemplar => Hex(exemplar.TraceId))]))),
            _ => [],
        };

        private static (double Value, RepeatedField<KeyValue> Attributes, ReceivedHistogram Histogram) Point(NumberDataPoint point) =>
            (point.ValueCase == NumberDataPoint.ValueOneofCase.AsInt ? point.AsInt : point.AsDouble, point.Attributes, new ReceivedHistogram(0, [], []));
    }
}
