namespace DemoApp.TenantPage.Statistics;

/// <summary>
/// Requests, errors and durations of one service in the last 15 minutes, five seconds a bucket. The newest buckets have all their
/// durations; of older ones two quantiles are kept, which is a tenth of the memory.
/// </summary>
internal sealed class ServiceRate
{
    public const int BucketSeconds = 5;
    public const int Buckets = 180;
    private const int BucketsOfAMinute = 60 / BucketSeconds;
    private const int Detailed = 16;
    private const int SlowestKept = 20;
    private const int Shown = 5;

    // What is not settled yet comes on top of the 15 minutes that are.
    private readonly Bucket[] _ring = new Bucket[Buckets + 4];
    private readonly (long Number, DurationCounts? Counts)[] _durations = new (long, DurationCounts?)[Detailed];
    private readonly List<RequestTrace> _slowest = [];
    private readonly Queue<RequestTrace> _failed = new();
    private DateTimeOffset _nextCleaning;

    public static long NumberOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / BucketSeconds;

    public DateTimeOffset Last { get; private set; }

    public void Add(long bucket, RequestTrace request, bool isRefused, DateTimeOffset now)
    {
        Last = now;
        ref var place = ref _ring[bucket % _ring.Length];
        if (place.Number != bucket)
        {
            place = new Bucket { Number = bucket };
        }

        place.Requests++;
        place.Errors += request.IsError ? 1 : 0;
        place.Refused += isRefused ? 1 : 0;
        DurationsOf(bucket)?.Add(request.DurationNano);
        Note(request, now);
    }

    /// <summary>Sums it up, with a series of buckets of which the newest is the settled one.</summary>
    public RateSummary Summarize(long settled, DateTimeOffset now)
    {
        var current = NumberOf(now);
        var (requests, errors, refused) = (0L, 0L, 0L);
        foreach (ref readonly var bucket in _ring.AsSpan())
        {
            if (bucket.Number > current - Buckets && bucket.Number <= current)
            {
                (requests, errors, refused) = (requests + bucket.Requests, errors + bucket.Errors, refused + bucket.Refused);
            }
        }

        var (minute, minuteErrors) = (new DurationCounts(), 0L);
        // The twelve full buckets of a minute, and the one that is being filled, so that a first request is seen at once.
        for (var number = current - BucketsOfAMinute; number <= current; number++)
        {
            if (Find(number) is { } bucket)
            {
                minuteErrors += bucket.Errors;
                minute.Add(_durations[number % Detailed].Counts!);
            }
        }

        var series = Enumerable.Range(0, Buckets).Select(i => Find(settled - Buckets + 1 + i)).ToList();
        var since = now.AddSeconds(-Buckets * BucketSeconds);
        return new RateSummary(
            requests, errors, refused,
            minute.Total / (60 + (now - DateTimeOffset.FromUnixTimeSeconds(current * BucketSeconds)).TotalSeconds),
            minute.Total == 0 ? null : (double)minuteErrors / minute.Total,
            minute.QuantileMs(0.5), minute.QuantileMs(0.9), minute.QuantileMs(0.99),
            [.. series.Select(bucket => (double)(bucket?.Requests ?? 0) / BucketSeconds)],
            [.. series.Select(bucket => (double?)bucket?.Errors / bucket?.Requests)],
            [.. series.Select(bucket => bucket is { } known ? P50(known) : null)],
            [.. series.Select(bucket => bucket is { } known ? P99(known) : null)],
            [.. _slowest.Where(trace => trace.Time >= since).OrderByDescending(trace => trace.DurationNano).Take(Shown)],
            [.. _failed.Where(trace => trace.Time >= since).Reverse()]);
    }

    private double? P50(in Bucket bucket) => Live(bucket.Number)?.QuantileMs(0.5) ?? bucket.P50;
    private double? P99(in Bucket bucket) => Live(bucket.Number)?.QuantileMs(0.99) ?? bucket.P99;
    private Bucket? Find(long number) => _ring[number % _ring.Length] is { } bucket && bucket.Number == number ? bucket : null;
    private DurationCounts? Live(long number) => _durations[number % Detailed] is var live && live.Number == number ? live.Counts : null;

    private DurationCounts? DurationsOf(long number)
    {
        ref var place = ref _durations[number % Detailed];
        if (place.Counts is null)
        {
            place = (number, new DurationCounts());
        }
        else if (place.Number > number)
        {
            return null;
        }
        else if (place.Number < number)
        {
            ref var old = ref _ring[place.Number % _ring.Length];
            if (old.Number == place.Number)
            {
                (old.P50, old.P99) = (place.Counts.QuantileMs(0.5), place.Counts.QuantileMs(0.99));
            }

            place.Counts.Clear();
            place.Number = number;
        }

        return place.Counts;
    }

    private void Note(RequestTrace request, DateTimeOffset now)
    {
        if (request.IsError)
        {
            _failed.Enqueue(request);
            if (_failed.Count > Shown)
            {
                _failed.Dequeue();
            }
        }

        if (_slowest.Count == SlowestKept)
        {
            // The slowest are at the front, so this is the only one that a request of an ordinary duration is compared with.
            if (request.DurationNano <= _slowest[^1].DurationNano && now < _nextCleaning)
            {
                return;
            }

            _nextCleaning = now.AddSeconds(BucketSeconds);
            _slowest.RemoveAll(trace => now - trace.Time > TimeSpan.FromSeconds(Buckets * BucketSeconds));
            _slowest.RemoveRange(Math.Min(_slowest.Count, SlowestKept - 1), Math.Max(0, _slowest.Count - SlowestKept + 1));
        }

        // Slowest first.
        var place = _slowest.FindIndex(trace => trace.DurationNano < request.DurationNano);
        _slowest.Insert(place < 0 ? _slowest.Count : place, request);
    }

    private struct Bucket
    {
        public long Number;
        public int Requests;
        public int Errors;
        public int Refused;
        public double? P50;
        public double? P99;
    }
}

/// <summary>One request, the trace that it belongs to, and whether that trace is forwarded.</summary>
internal readonly record struct RequestTrace(
    UInt128 TraceId, DateTimeOffset Time, ulong DurationNano, int HttpStatus, bool IsError, bool IsForwarded)
{
    public string Id => TraceKey.Text(TraceId);
}

/// <summary>Rates, shares and quantiles of one service: of 15 minutes, of the last minute, and of each bucket.</summary>
internal sealed record RateSummary(
    long Requests, long Errors15, long Refused, double RequestsPerSecond, double? ErrorRate, double? P50Ms, double? P90Ms, double? P99Ms,
    double[] Rate, double?[] Errors, double?[] P50, double?[] P99, List<RequestTrace> Slowest, List<RequestTrace> Failed);
