namespace DemoApp.TenantPage.Telemetry;

/// <summary>Rates, shares and quantiles of one service: of the last minute, and of each bucket of 15 minutes.</summary>
internal sealed record RateSummary(
    long Requests, double RequestsPerSecond, double? ErrorRate, double? P50Ms, double? P90Ms, double? P99Ms,
    double[] Rate, double?[] Errors, double?[] P50, double?[] P99)
{
    private const int BucketsOfTheLastMinute = 60 / RequestRate.BucketSeconds;

    /// <summary>Sums up buckets of which the last is <paramref name="secondsOfLast"/> seconds old.</summary>
    public static RateSummary Of(RequestRate.Bucket?[] buckets, double secondsOfLast)
    {
        var (minute, errors) = (new DurationCounts(), 0);
        // The twelve full buckets of a minute, and the one that is being filled, so that a first request is seen at once.
        foreach (var bucket in buckets[^(BucketsOfTheLastMinute + 1)..])
        {
            if (bucket is not null)
            {
                minute.Add(bucket.Durations);
                errors += bucket.Errors;
            }
        }

        return new RateSummary(
            buckets.Sum(bucket => (long)(bucket?.Durations.Total ?? 0)),
            minute.Total / (60 + secondsOfLast),
            minute.Total == 0 ? null : (double)errors / minute.Total,
            minute.QuantileMs(0.5),
            minute.QuantileMs(0.9),
            minute.QuantileMs(0.99),
            [.. buckets.Select(bucket => (double)(bucket?.Durations.Total ?? 0) / RequestRate.BucketSeconds)],
            [.. buckets.Select(bucket => bucket is null ? (double?)null : (double)bucket.Errors / bucket.Durations.Total)],
            [.. buckets.Select(bucket => bucket?.Durations.QuantileMs(0.5))],
            [.. buckets.Select(bucket => bucket?.Durations.QuantileMs(0.99))]);
    }
}
