using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using DemoApp.Otlp;
using DemoApp.TenantPage.Ingest;
using DemoApp.TenantPage.Telemetry;

namespace DemoApp.TenantPage.Api;

/// <summary>GET /api/logs and /api/logs/tail.</summary>
internal sealed class LogApi(TelemetryStores stores, TailReaders readers)
{
    /// <summary>Most records of one event of the tail.</summary>
    private const int EventRecords = 500;

    private static readonly TimeSpan TailInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>A reader that takes longer for one event is noted as a slow one.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    /// <summary>The records that match, newest first.</summary>
    public LogList List(LogFilter filter)
    {
        var matching = new List<(StoredLog Log, string Tenant)>();
        var (held, evicted) = (0, 0L);
        foreach (var (tenant, tenantLogs) in stores.Logs.Select(filter.Tenant))
        {
            var all = tenantLogs.Snapshot();
            (held, evicted) = (held + all.Length, evicted + tenantLogs.Counts.Evicted);
            matching.AddRange(all.Where(log => (filter.Before is not { } before || log.Sequence < before) && filter.Matches(log)).Select(log => (log, tenant)));
        }

        var newest = matching.OrderByDescending(match => match.Log.Sequence).Take(filter.Count).Select(match => LogRecordDto.Of(match.Log, match.Tenant));
        return new LogList([.. newest], matching.Count, held, evicted);
    }

    /// <summary>
    /// What comes from now on, without end. A reader has a position in each tenant's records and nothing else, so that one that does not
    /// read costs nothing: it is told how many were gone before it got to them.
    /// </summary>
    public async IAsyncEnumerable<SseItem<object>> TailAsync(
        LogFilter filter, CancellationToken stop, [EnumeratorCancellation] CancellationToken aborted = default)
    {
        var positions = new Dictionary<string, long>();
        foreach (var (tenant, tenantLogs) in stores.Logs.Select(null))
        {
            var (records, _, evicted) = tenantLogs.Counts;
            positions[tenant] = evicted + records;
        }

        // The headers go out with the first event, and a reader waits for them.
        yield return new SseItem<object>(Array.Empty<LogRecordDto>(), "records");
        using var timer = new PeriodicTimer(TailInterval);
        while (true)
        {
            var (records, skipped) = Next(filter, positions);
            if (skipped > 0)
            {
                readers.Skipped(skipped);
                yield return new SseItem<object>(new SkippedRecords(skipped), "skipped");
            }

            if (records.Count > 0)
            {
                var started = Stopwatch.GetTimestamp();
                try
                {
                    yield return new SseItem<object>(records, "records");
                }
                finally
                {
                    // Also where the connection was given up meanwhile.
                    if (Stopwatch.GetElapsedTime(started) > Slow)
                    {
                        readers.Slow();
                    }
                }
            }

            if (!await WaitAsync(timer, stop, aborted))
            {
                yield break;
            }
        }
    }

    /// <summary>False once the viewer stops, which is the end of the answer and no error of it.</summary>
    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken stop, CancellationToken aborted)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, aborted);
        try
        {
            return await timer.WaitForNextTickAsync(either.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private (List<LogRecordDto> Records, long Skipped) Next(LogFilter filter, Dictionary<string, long> positions)
    {
        var (next, allSkipped) = (new List<LogRecordDto>(), 0L);
        foreach (var (tenant, tenantLogs) in stores.Logs.Select(filter.Tenant))
        {
            var position = positions.GetValueOrDefault(tenant);
            var (records, skipped) = tenantLogs.After(position, EventRecords);
            positions[tenant] = position + skipped + records.Count;
            allSkipped += skipped;
            next.AddRange(records.Where(filter.Matches).Select(log => LogRecordDto.Of(log, tenant)));
        }

        next.Sort(static (one, other) => one.Seq.CompareTo(other.Seq));
        return (next, allSkipped);
    }
}

internal sealed record LogList(List<LogRecordDto> Records, int Matched, int Held, long Evicted);

internal sealed record SkippedRecords(long Count);

internal sealed record LogRecordDto(
    long Seq, double Time, string Tenant, string Service, int Severity, string SeverityText, string Body, string EventName,
    string TraceId, string SpanId, string Scope, List<AttributeDto> Attributes, List<AttributeDto> Resource)
{
    public static LogRecordDto Of(StoredLog log, string tenant)
    {
        var record = log.Details();
        return new LogRecordDto(
            log.Sequence, ApiTime.Of(log.TimeNano), tenant, log.Resource.Service, log.Severity, record.SeverityText,
            AttributeText.Of(record.Body), EventOf(record),
            OtlpIds.Text(log.TraceId), OtlpIds.Text(log.SpanId), log.Scope, AttributeDto.Of(record.Attributes), AttributeDto.Of(log.Resource.Attributes));
    }

    /// <summary>The field for it, or the attribute that came before there was a field.</summary>
    private static string EventOf(LogRecord record) =>
        record.EventName.Length > 0 ? record.EventName : AttributeText.Find(record.Attributes, "event.name") ?? "";
}
