using DemoApp.TenantPage.Ingest;
using DemoApp.TenantPage.Telemetry;

namespace DemoApp.TenantPage.Api;

/// <summary>GET /api/metrics and /api/metrics/data.</summary>
internal sealed class MetricApi(TelemetryStores stores)
{
    private const int MostSeries = 20;

    /// <summary>Every instrument, by tenant, service and name.</summary>
    public InstrumentList List(string? tenant)
    {
        var instruments = stores.Metrics.Select(tenant).SelectMany(entry => entry.Value.Read(series => series
            .GroupBy(one => (one.Instrument.Service, one.Instrument.Name))
            .Select(group => Describe(entry.Key, [.. group]))
            .ToList()));
        var counts = stores.Metrics.Select(tenant).Select(entry => entry.Value.Counts).ToList();
        return new InstrumentList(
            [
                .. instruments.OrderBy(one => one.Tenant, StringComparer.Ordinal).ThenBy(one => one.Service, StringComparer.Ordinal)
                    .ThenBy(one => one.Name, StringComparer.Ordinal),
            ],
            counts.Sum(count => count.Series), stores.Limits.SeriesPerTenant, counts.Sum(count => count.RefusedPoints));
    }

    /// <summary>The series of an instrument that were active last; null where there is no such instrument.</summary>
    public InstrumentData? Data(string? tenant, string? service, string name) => stores.Metrics.Select(tenant)
        .Select(entry => entry.Value.Read(all => Data(
            entry.Key, [.. all.Where(one => one.Instrument.Name == name && (service is null || one.Instrument.Service == service))])))
        .FirstOrDefault(data => data is not null);

    private static InstrumentDto Describe(string tenant, List<Series> series)
    {
        var instrument = series[^1].Instrument;
        return new InstrumentDto(
            tenant, instrument.Service, instrument.Scope, instrument.Name, instrument.Unit, instrument.Description, instrument.Type, instrument.IsMonotonic,
            series.Count, series.Sum(one => one.AllExemplars.Count), ApiTime.Of(series.Max(one => one.LastNano)));
    }

    private InstrumentData? Data(string tenant, List<Series> series)
    {
        if (series.Count == 0)
        {
            return null;
        }

        var instrument = series[^1].Instrument;
        var shown = series.OrderByDescending(one => one.LastNano).ThenByDescending(one => one.Points.LastOrDefault().Value).Take(MostSeries);
        return new InstrumentData(
            tenant, instrument.Service, instrument.Name, instrument.Unit, instrument.Description, instrument.Type, instrument.IsMonotonic,
            [.. shown.Select(Dto)], Math.Max(0, series.Count - MostSeries));
    }

    private SeriesDto Dto(Series series)
    {
        var hasQuantiles = series.Instrument.Type is "histogram" or "exponentialHistogram" or "summary";
        return new SeriesDto(
            AttributeDto.Of(series.Attributes),
            series.Instrument.Scope,
            [.. series.Points.Select(point => ApiTime.Of(point.TimeNano))],
            [.. series.Points.Select(point => Number(point.Value))],
            hasQuantiles ? [.. series.Points.Select(point => Number(point.P50))] : null,
            hasQuantiles ? [.. series.Points.Select(point => Number(point.P90))] : null,
            hasQuantiles ? [.. series.Points.Select(point => Number(point.P99))] : null,
            [.. series.AllExemplars.Select(exemplar => new ExemplarDto(
                ApiTime.Of(exemplar.TimeNano), exemplar.Value, OtlpIds.Text(exemplar.TraceId), OtlpIds.Text(exemplar.SpanId),
                stores.Traces.Has(exemplar.TraceId)))]);
    }

    /// <summary>JSON has no word for what is no number.</summary>
    private static double? Number(double value) => double.IsFinite(value) ? value : null;
}

internal sealed record InstrumentList(List<InstrumentDto> Instruments, int SeriesHeld, int SeriesLimit, long SeriesRefused);

internal sealed record InstrumentDto(
    string Tenant, string Service, string Scope, string Name, string Unit, string Description, string Type, bool Monotonic,
    int Series, int Exemplars, double LastTime);

internal sealed record InstrumentData(
    string Tenant, string Service, string Name, string Unit, string Description, string Type, bool Monotonic, List<SeriesDto> Series, int Omitted);

internal sealed record SeriesDto(
    List<AttributeDto> Attributes, string Scope, double[] Times, double?[] Values, double?[]? P50, double?[]? P90, double?[]? P99, List<ExemplarDto> Exemplars);

internal sealed record ExemplarDto(double Time, double Value, string TraceId, string SpanId, bool Held);
