using System.Diagnostics;
using System.Diagnostics.Metrics;
using DemoApp.ServiceDefaults;

namespace DemoApp.Receiver;

/// <summary>A record store whose operations are timed, one by one.</summary>
internal sealed class MeasuredRecordStore(IRecordStore store) : IRecordStore
{
    private static readonly Histogram<double> Duration = Instrumentation.Meter.CreateHistogram(
        Names.DbClientOperationDuration, "s", "Duration of single operations of the database.", tags: null,
        // The bounds that the semantic conventions advise.
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] });

    private readonly TagList _set = Tags("set", store.Name);
    private readonly TagList _get = Tags("get", store.Name);

    public string Name => store.Name;

    public async Task WriteAsync(string key, ReadOnlyMemory<byte> record, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            await store.WriteAsync(key, record, cancellation);
            Duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, _set);
        }
        catch (Exception e)
        {
            RecordFailure(start, _set, e);
            throw;
        }
    }

    public async Task<bool> ReadAsync(string key, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            var found = await store.ReadAsync(key, cancellation);
            Duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, _get);
            return found;
        }
        catch (Exception e)
        {
            RecordFailure(start, _get, e);
            throw;
        }
    }

    private static void RecordFailure(long start, TagList tags, Exception error)
    {
        tags.Add(Names.ErrorType, error.ErrorType());
        Duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, tags);
    }

    // Keys are a caller's ids and never an attribute.
    private static TagList Tags(string operation, string store) => new()
    {
        { Names.DbSystemName, SimulatedDatabase.SystemName },
        { Names.DbNamespace, SimulatedDatabase.Namespace },
        { Names.DbCollectionName, store },
        { Names.DbOperationName, operation },
    };
}
