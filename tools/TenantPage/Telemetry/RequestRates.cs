namespace DemoApp.TenantPage.Telemetry;

/// <summary>What the overview shows, counted as spans arrive, so that a flood that evicts traces does not falsify it.</summary>
internal sealed class RequestRates(ViewerLimits limits, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RatedService, RequestRate> _rates = [];

    /// <summary>Counts a span if it is a request of its service: one of kind SERVER, or a sidecar's service invocation.</summary>
    public void Add(string tenant, StoredSpan span)
    {
        if (span.Kind != Otlp.Span.Types.SpanKind.Server && !(span.IsSidecar && span.Name.StartsWith("CallLocal/", StringComparison.Ordinal)))
        {
            return;
        }

        var current = Bucket(clock.GetUtcNow());
        var bucket = (long)(span.EndNano / 1_000_000_000) / RequestRate.BucketSeconds;
        // What is late by more than is shown is not counted; a clock that is ahead counts as now.
        if (bucket <= current - RequestRate.Buckets)
        {
            return;
        }

        var service = new RatedService(tenant, span.Resource.Service, span.IsSidecar);
        lock (_lock)
        {
            if (!_rates.TryGetValue(service, out var rate))
            {
                if (_rates.Count >= limits.Services)
                {
                    return;
                }

                _rates[service] = rate = new RequestRate();
            }

            rate.Add(Math.Min(bucket, current), span.DurationNano, span.IsError);
        }
    }

    /// <summary>The buckets of every service that had a request.</summary>
    public List<(RatedService Service, RateSummary Summary)> Summaries(DateTimeOffset now)
    {
        var last = Bucket(now);
        var secondsOfLast = (now - DateTimeOffset.FromUnixTimeSeconds(last * RequestRate.BucketSeconds)).TotalSeconds;
        lock (_lock)
        {
            return [.. _rates.Select(entry => (entry.Key, RateSummary.Of(entry.Value.Until(last), secondsOfLast)))];
        }
    }

    /// <summary>The number of the bucket that is being filled.</summary>
    public static long Bucket(DateTimeOffset now) => now.ToUnixTimeSeconds() / RequestRate.BucketSeconds;
}

/// <summary>A row of the overview.</summary>
internal readonly record struct RatedService(string Tenant, string Service, bool Sidecar);
