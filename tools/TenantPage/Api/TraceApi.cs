using System.Globalization;
using DemoApp.TenantPage.Ingest;
using DemoApp.TenantPage.Telemetry;

namespace DemoApp.TenantPage.Api;

/// <summary>GET /api/traces and /api/traces/{id}.</summary>
internal sealed class TraceApi(TelemetryStores stores)
{
    /// <summary>The traces that match, newest first.</summary>
    public TraceList List(TraceFilter filter)
    {
        var now = stores.Clock.GetUtcNow();
        var found = new List<TraceSummary>();
        var matched = 0;
        var all = stores.Traces.List(filter.Tenant);
        foreach (var ofTenant in all.GroupBy(trace => trace.Tenant))
        {
            var before = found.Count;
            foreach (var trace in ofTenant)
            {
                var snapshot = stores.Traces.Snapshot(trace);
                if (snapshot.Spans.Count == 0)
                {
                    continue;
                }

                if (filter.Matches(snapshot))
                {
                    matched++;
                    if (found.Count - before < filter.Count)
                    {
                        found.Add(Summary(snapshot, new TraceShape(snapshot, now)));
                    }
                    else if (!string.IsNullOrWhiteSpace(filter.Text))
                    {
                        // Text is looked for in every attribute, so it is not looked for only to be counted.
                        break;
                    }
                }
            }
        }

        // A tenant's are in the order of arrival; which of several tenants' are the newest is known once they are mixed.
        found.Sort(static (one, other) => other.Start.CompareTo(one.Start));
        found.RemoveRange(Math.Min(filter.Count, found.Count), Math.Max(0, found.Count - filter.Count));
        var tenants = filter.Tenant is { } one ? [one] : stores.Book.Tenants().Select(tenant => tenant.Tenant);
        return new TraceList(found, matched, all.Count, tenants.Sum(tenant => stores.Traces.Counts(tenant).EvictedTraces));
    }

    /// <summary>One trace with all that is known of it; null where there is none of that id.</summary>
    public TraceDetail? Find(string id)
    {
        if (id.Length != 32 || !UInt128.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var traceId)
            || stores.Traces.Find(traceId) is not { Count: > 0 } parts)
        {
            return null;
        }

        // Parts that different tenants sent are shown as the one trace that they claim to be.
        var whole = parts[0] with { Spans = [.. parts.SelectMany(part => part.Spans)], LastArrival = parts.Max(part => part.LastArrival) };
        var shape = new TraceShape(whole, stores.Clock.GetUtcNow());
        var records = stores.Logs.Select(null)
            .SelectMany(tenant => tenant.Value.Snapshot().Where(log => log.TraceId == traceId).Select(log => LogRecordDto.Of(log, tenant.Key)))
            .OrderBy(record => record.Time).ToLookup(record => record.SpanId);
        // Once for all spans, of which there may be ten thousand.
        var start = whole.StartNano;
        var tenants = parts.SelectMany(part => part.Spans.Select(span => (Span: span, part.Tenant))).ToDictionary(one => one.Span, one => one.Tenant);
        var spans = shape.DepthFirst()
            .Select(entry => SpanDto.Of(entry.Span, tenants[entry.Span], entry.Depth, start, records[OtlpIds.Text(entry.Span.Id)])).ToList();
        var ids = spans.Select(span => span.SpanId).ToHashSet();
        return new TraceDetail(Summary(whole, shape), spans, [.. records.Where(group => !ids.Contains(group.Key)).SelectMany(group => group)]);
    }

    private static TraceSummary Summary(TraceSnapshot trace, TraceShape shape) => new(
        OtlpIds.Text(trace.Id), trace.Tenant, shape.Root.Name, shape.Root.Resource.Service,
        ApiTime.Of(trace.StartNano), ApiTime.Of(trace.DurationNano), trace.Spans.Count, trace.Spans.Count(span => span.IsError),
        Services(trace), shape.IsComplete, trace.HasSibling || trace.Spans.Any(span => span.IsUnexpected));

    /// <summary>In the order in which they came into play.</summary>
    private static List<ServiceSpans> Services(TraceSnapshot trace) =>
    [
        .. trace.Spans.GroupBy(span => (span.Resource.Service, span.IsSidecar)).OrderBy(group => group.Min(span => span.StartNano))
            .Select(group => new ServiceSpans(group.Key.Service, group.Key.IsSidecar, group.Count())),
    ];
}

internal sealed record TraceList(List<TraceSummary> Traces, int Matched, int Held, long Evicted);

internal record TraceSummary(
    string TraceId, string Tenant, string Name, string Service, double Start, double DurationMs, int SpanCount, int ErrorCount,
    List<ServiceSpans> Services, bool Complete, bool Unexpected);

internal sealed record ServiceSpans(string Name, bool Sidecar, int Spans);

internal sealed record TraceDetail : TraceSummary
{
    public TraceDetail(TraceSummary summary, List<SpanDto> spans, List<LogRecordDto> logs)
        : base(summary)
    {
        Spans = spans;
        Logs = logs;
    }

    public List<SpanDto> Spans { get; }

    /// <summary>Log records of the trace that belong to no span that has come.</summary>
    public List<LogRecordDto> Logs { get; }
}

internal sealed record SpanDto(
    string SpanId, string ParentSpanId, int Depth, string Name, string Kind, string Service, string Tenant, bool Sidecar, string Scope,
    double Start, double OffsetMs, double DurationMs, string Status, string StatusMessage,
    List<AttributeDto> Attributes, List<SpanEventDto> Events, List<SpanLinkDto> Links, List<AttributeDto> Resource, List<LogRecordDto> Logs)
{
    public static SpanDto Of(StoredSpan span, string tenant, int depth, ulong traceStart, IEnumerable<LogRecordDto> logs)
    {
        var details = span.Details();
        return new SpanDto(
            OtlpIds.Text(span.Id), OtlpIds.Text(span.ParentId), depth, span.Name, Lower(span.Kind), span.Resource.Service, tenant,
            span.IsSidecar, span.Scope, ApiTime.Of(span.StartNano), ApiTime.Of(span.StartNano - traceStart), ApiTime.Of(span.DurationNano),
            Lower(span.Status), details.Status?.Message ?? "",
            AttributeDto.Of(details.Attributes),
            [.. details.Events.Select(e => new SpanEventDto(e.Name, ApiTime.Of(e.TimeUnixNano) - ApiTime.Of(traceStart), AttributeDto.Of(e.Attributes)))],
            [.. details.Links.Select(link => new SpanLinkDto(Hex(link.TraceId), Hex(link.SpanId), AttributeDto.Of(link.Attributes)))],
            AttributeDto.Of(span.Resource.Attributes),
            [.. logs]);
    }

    private static string Lower<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Hex(Google.Protobuf.ByteString id) => Convert.ToHexStringLower(id.Span);
}

internal sealed record SpanEventDto(string Name, double OffsetMs, List<AttributeDto> Attributes);

internal sealed record SpanLinkDto(string TraceId, string SpanId, List<AttributeDto> Attributes);
