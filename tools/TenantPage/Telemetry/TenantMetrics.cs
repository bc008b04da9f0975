using DemoApp.Otlp;
using Google.Protobuf;

namespace DemoApp.TenantPage.Telemetry;

/// <summary>One tenant's series of metrics, each with its newest points.</summary>
internal sealed class TenantMetrics(ViewerLimits limits, TimeProvider clock)
{
    /// <summary>A series that has been silent for longer makes place for a new one.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<SeriesKey, Series> _series = [];
    private DateTimeOffset _lookedForSilent;
    private long _evicted;
    private long _refused;

    /// <summary>How many series there are and how many were given up, and how many points were refused.</summary>
    public (int Series, long Evicted, long RefusedPoints) Counts
    {
        get
        {
            lock (_lock)
            {
                return (_series.Count, _evicted, _refused);
            }
        }
    }

    /// <summary>Adds a point to its series; false where that would be one series too many.</summary>
    public bool Add(TelemetryResource resource, Instrument instrument, IReadOnlyList<KeyValue> attributes, Action<Series, DateTimeOffset> add)
    {
        var key = new SeriesKey(resource.Identity, instrument, Encode(attributes));
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            if (!_series.TryGetValue(key, out var series))
            {
                if (_series.Count >= limits.SeriesPerTenant && !EvictSilent(now))
                {
                    _refused++;
                    return false;
                }

                _series[key] = series = new Series(instrument, attributes, limits.PointsPerSeries);
            }

            add(series, now);
            return true;
        }
    }

    /// <summary>Reads all series, which stand still meanwhile.</summary>
    public T Read<T>(Func<IEnumerable<Series>, T> read)
    {
        lock (_lock)
        {
            return read(_series.Values);
        }
    }

    private bool EvictSilent(DateTimeOffset now)
    {
        // Looking through all series for each of a flood of new ones would be the cost of the flood squared.
        if (now - _lookedForSilent < LookInterval)
        {
            return false;
        }

        _lookedForSilent = now;
        var silent = _series.Where(entry => now - entry.Value.LastArrival > Silence).Select(entry => entry.Key).ToList();
        silent.ForEach(key => _series.Remove(key));
        _evicted += silent.Count;
        return silent.Count > 0;
    }

    /// <summary>Equal sets of attributes have equal encodings, whatever the order in which they came.</summary>
    private static ByteString Encode(IReadOnlyList<KeyValue> attributes)
    {
        var sorted = new Resource();
        sorted.Attributes.AddRange(attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal));
        return sorted.ToByteString();
    }

    private readonly record struct SeriesKey(ByteString Resource, Instrument Instrument, ByteString Attributes);
}
