using DemoApp.Otlp;

namespace DemoApp.TenantPage.Telemetry;

/// <summary>One instrument with one set of attributes of one process: its newest points and exemplars.</summary>
internal sealed class Series(Instrument instrument, IReadOnlyList<KeyValue> attributes, int capacity)
{
    private const int Exemplars = 20;

    private readonly Queue<SeriesPoint> _points = new();
    private readonly Queue<StoredExemplar> _exemplars = new();
    private ulong _startNano;
    private double _lastTotal;
    private Distribution? _lastDistribution;

    public Instrument Instrument { get; } = instrument;

    public IReadOnlyList<KeyValue> Attributes { get; } = attributes;

    public DateTimeOffset LastArrival { get; private set; }

    /// <summary>When its newest point was measured.</summary>
    public ulong LastNano { get; private set; }

    public IReadOnlyCollection<SeriesPoint> Points => _points;

    public IReadOnlyCollection<StoredExemplar> AllExemplars => _exemplars;

    /// <summary>A gauge, or a sum that goes up and down.</summary>
    public void AddValue(ulong timeNano, double value, DateTimeOffset now) => Add(new SeriesPoint(timeNano, value), now);

    /// <summary>A total, or what was added to it: a counter's sum, a histogram's count with its distribution.</summary>
    public void AddTotal(ulong startNano, ulong timeNano, double total, Distribution? distribution, DateTimeOffset now)
    {
        var (rate, observed) = Advance(startNano, timeNano, total, distribution);
        Add(
            new SeriesPoint(
                timeNano, rate, observed?.Quantile(0.5) ?? double.NaN, observed?.Quantile(0.9) ?? double.NaN, observed?.Quantile(0.99) ?? double.NaN),
            now);
    }

    /// <summary>A summary's count with the quantiles that it sends.</summary>
    public void AddSummary(SummaryDataPoint point, DateTimeOffset now)
    {
        var (rate, _) = Advance(point.StartTimeUnixNano, point.TimeUnixNano, point.Count, null);
        Add(new SeriesPoint(point.TimeUnixNano, rate, Quantile(0.5), Quantile(0.9), Quantile(0.99)), now);

        double Quantile(double share) => point.QuantileValues.FirstOrDefault(value => Math.Abs(value.Quantile - share) < 0.001)?.Value ?? double.NaN;
    }

    public void AddExemplar(StoredExemplar exemplar)
    {
        if (_exemplars.Contains(exemplar))
        {
            // A cumulative histogram sends its exemplars again until there are newer ones.
            return;
        }

        _exemplars.Enqueue(exemplar);
        if (_exemplars.Count > Exemplars)
        {
            _exemplars.Dequeue();
        }
    }

    /// <summary>What was added per second, and observed, since the point before.</summary>
    private (double Rate, Distribution? Observed) Advance(ulong startNano, ulong timeNano, double total, Distribution? distribution)
    {
        var (since, increase, observed) = (startNano, total, distribution);
        if (Instrument.IsDelta)
        {
            since = startNano != 0 ? startNano : LastNano;
        }
        else if (LastNano != 0 && startNano == _startNano && total >= _lastTotal)
        {
            // Else it is the first one, or the process has started anew and counts from its start.
            (since, increase, observed) = (LastNano, total - _lastTotal, distribution?.Since(_lastDistribution));
        }

        (_startNano, _lastTotal, _lastDistribution) = (startNano, total, distribution);
        var seconds = timeNano > since && since != 0 ? (timeNano - since) / 1e9 : 0;
        return (seconds > 0 ? increase / seconds : 0, observed);
    }

    private void Add(SeriesPoint point, DateTimeOffset now)
    {
        (LastArrival, LastNano) = (now, point.TimeNano);
        _points.Enqueue(point);
        if (_points.Count > capacity)
        {
            _points.Dequeue();
        }
    }
}
