using CommunityToolkit.HighPerformance.Buffers;
using DemoApp.Otlp;
using DemoApp.TenantPage.Telemetry;

namespace DemoApp.TenantPage.Ingest;

/// <summary>Takes exports of all three signals into the stores; what cannot be kept is rejected by number, never silently.</summary>
internal sealed class TelemetryIngest(TelemetryStores stores)
{
    private const int LongestTenantName = 128;

    private readonly TenantCheck _check = new(stores.Book, stores.Clock);
    private readonly StringPool _names = new();

    /// <summary>Takes spans. Their fields are taken over: the request is not to be used afterwards.</summary>
    public ExportOutcome Take(ExportTraceServiceRequest request, ExportSource source)
    {
        var tally = new ExportTally(Signal.Traces, source, stores.Book, stores.Clock);
        foreach (var resourceSpans in request.ResourceSpans)
        {
            var resource = stores.Resources.Get(resourceSpans.Resource);
            if (!Admit(resource, tally, resourceSpans.ScopeSpans.Sum(scope => scope.Spans.Count)))
            {
                continue;
            }

            var isExpected = _check.Resource(resource, source, Signal.Traces);
            foreach (var scopeSpans in resourceSpans.ScopeSpans)
            {
                var scope = _names.GetOrAdd(scopeSpans.Scope?.Name ?? "");
                foreach (var span in scopeSpans.Spans)
                {
                    Take(span, scope, resource, isExpected, tally);
                }
            }
        }

        return tally.Close();
    }

    /// <summary>Takes log records.</summary>
    public ExportOutcome Take(ExportLogsServiceRequest request, ExportSource source)
    {
        var tally = new ExportTally(Signal.Logs, source, stores.Book, stores.Clock);
        foreach (var resourceLogs in request.ResourceLogs)
        {
            var resource = stores.Resources.Get(resourceLogs.Resource);
            if (!Admit(resource, tally, resourceLogs.ScopeLogs.Sum(scope => scope.LogRecords.Count)))
            {
                continue;
            }

            _check.Resource(resource, source, Signal.Logs);
            foreach (var scopeLogs in resourceLogs.ScopeLogs)
            {
                var scope = _names.GetOrAdd(scopeLogs.Scope?.Name ?? "");
                foreach (var record in scopeLogs.LogRecords)
                {
                    Take(record, scope, resource, tally);
                }
            }
        }

        return tally.Close();
    }

    /// <summary>Takes points of metrics.</summary>
    public ExportOutcome Take(ExportMetricsServiceRequest request, ExportSource source)
    {
        var tally = new ExportTally(Signal.Metrics, source, stores.Book, stores.Clock);
        foreach (var resourceMetrics in request.ResourceMetrics)
        {
            var resource = stores.Resources.Get(resourceMetrics.Resource);
            if (!Admit(resource, tally, resourceMetrics.ScopeMetrics.Sum(scope => scope.Metrics.Sum(MetricPoints.Count))))
            {
                continue;
            }

            _check.Resource(resource, source, Signal.Metrics);
            foreach (var scopeMetrics in resourceMetrics.ScopeMetrics)
            {
                foreach (var metric in scopeMetrics.Metrics)
                {
                    Take(metric, scopeMetrics.Scope?.Name ?? "", resource, tally);
                }
            }
        }

        return tally.Close();
    }

    private static string TenantOf(TelemetryResource resource) => resource.Tenant ?? TenantName.Unknown;

    private bool Admit(TelemetryResource resource, ExportTally tally, long items)
    {
        var tenant = TenantOf(resource);
        if (tenant.Length > LongestTenantName)
        {
            tally.Reject(TenantName.Unknown, $"tenant.id is {tenant.Length} characters long, at most {LongestTenantName} are taken", items);
            return false;
        }

        if (!stores.Book.Admit(tenant))
        {
            tally.Reject(TenantName.Unknown, $"{stores.Limits.Tenants} tenants are kept apart, and this would be one more (--max-tenants)", items);
            return false;
        }

        return true;
    }

    private void Take(Span span, string scope, TelemetryResource resource, bool isExpected, ExportTally tally)
    {
        var tenant = TenantOf(resource);
        if (!OtlpIds.TryTraceId(span.TraceId, out var traceId) || !OtlpIds.TrySpanId(span.SpanId, out var spanId))
        {
            tally.Reject(tenant, "a span's trace id must have 16 bytes and its span id 8, not all of them 0");
            return;
        }

        // A parent that is no id is none.
        _ = OtlpIds.TrySpanId(span.ParentSpanId, out var parentId);
        isExpected &= _check.Attributes(span.Attributes, resource, tenant, Signal.Traces, traceId);
        var stored = new StoredSpan(span, spanId, parentId, _names.GetOrAdd(span.Name), scope, resource, !isExpected);
        if (!stores.Traces.Add(traceId, stored, out var otherTenant))
        {
            tally.Reject(tenant, $"a trace has at most {stores.Limits.SpansPerTrace} spans and {stores.Limits.SpanBytesPerTenant >> 20} MiB");
            return;
        }

        if (otherTenant is not null)
        {
            _check.SharedTrace(resource, tenant, otherTenant, traceId);
        }

        stores.Rates.Add(tenant, stored);
        tally.Accept(tenant);
    }

    private void Take(LogRecord record, string scope, TelemetryResource resource, ExportTally tally)
    {
        var tenant = TenantOf(resource);
        // A record of no trace has no ids; one with ids that are none is kept all the same.
        _ = OtlpIds.TryTraceId(record.TraceId, out var traceId);
        _ = OtlpIds.TrySpanId(record.SpanId, out var spanId);
        if (record.TimeUnixNano == 0 && record.ObservedTimeUnixNano == 0)
        {
            record.ObservedTimeUnixNano = (ulong)stores.Clock.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;
        }

        _check.Attributes(record.Attributes, resource, tenant, Signal.Logs, traceId);
        stores.Logs.Of(tenant).Add(new StoredLog(record, traceId, spanId, scope, resource, stores.Logs.NextSequence()));
        tally.Accept(tenant);
    }

    private void Take(Metric metric, string scope, TelemetryResource resource, ExportTally tally)
    {
        var tenant = TenantOf(resource);
        var store = stores.Metrics.Of(tenant);
        var instrument = Instrument.Of(metric, resource.Service, scope);
        foreach (var point in MetricPoints.Of(metric))
        {
            _check.Attributes(point.Attributes, resource, tenant, Signal.Metrics, 0);
            if (store.Add(resource, instrument, point.Attributes, point.AddTo))
            {
                tally.Accept(tenant);
            }
            else
            {
                tally.Reject(tenant, $"{stores.Limits.SeriesPerTenant} series of metrics are kept of a tenant, and this point is of a new one (--max-series)");
            }
        }
    }
}
