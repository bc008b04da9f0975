namespace DemoApp.TenantPage.Telemetry;

/// <summary>Requests, errors and durations of one service in the last 15 minutes, five seconds a bucket.</summary>
internal sealed class RequestRate
{
    /// <summary>Seconds of a bucket.</summary>
    public const int BucketSeconds = 5;

    /// <summary>Buckets of 15 minutes.</summary>
    public const int Buckets = 180;

    private readonly Bucket?[] _ring = new Bucket?[Buckets];

    /// <summary>Counts a request that ended in the bucket of that number (Unix seconds / 5).</summary>
    public void Add(long bucket, ulong durationNano, bool isError)
    {
        ref var place = ref _ring[bucket % Buckets];
        if (place?.Number != bucket)
        {
            place = new Bucket(bucket);
        }

        place.Durations.Add(durationNano);
        place.Errors += isError ? 1 : 0;
    }

    /// <summary>The buckets up to <paramref name="last"/>, oldest first; null where there was no request.</summary>
    public Bucket?[] Until(long last)
    {
        var buckets = new Bucket?[Buckets];
        for (var i = 0; i < Buckets; i++)
        {
            var number = last - Buckets + 1 + i;
            var bucket = _ring[number % Buckets];
            buckets[i] = bucket?.Number == number ? bucket : null;
        }

        return buckets;
    }

    /// <summary>Five seconds.</summary>
    internal sealed class Bucket(long number)
    {
        public long Number { get; } = number;

        public int Errors { get; set; }

        public DurationCounts Durations { get; } = new();
    }
}
