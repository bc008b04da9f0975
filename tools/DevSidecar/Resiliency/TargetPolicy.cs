using System.Globalization;
using System.Text.RegularExpressions;
using DemoApp.DevSidecar.Resources;

namespace DemoApp.DevSidecar.Resiliency;

/// <summary>The policies of one target.</summary>
internal sealed record TargetPolicy(
    TimeSpan Timeout, RetryPolicy? Retry, CircuitBreakerPolicy? CircuitBreaker, int CircuitBreakerCacheSize);

/// <summary>How often, and after what waits, a failed request is sent again.</summary>
internal sealed record RetryPolicy(
    bool Exponential, TimeSpan Duration, TimeSpan MaxInterval, int MaxRetries, IReadOnlyList<(int First, int Last)>? HttpStatusCodes)
{
    public static RetryPolicy Read(YamlNodeReader retry)
    {
        retry.Only("policy", "duration", "maxInterval", "maxRetries", "matching");
        var kind = retry.FindText("policy") ?? "constant";
        if (kind is not ("constant" or "exponential"))
        {
            throw new StartException($"{retry.Get("policy").Location}: a retry policy is constant or exponential, not \"{kind}\"");
        }

        var matching = retry.Find("matching")?.Only("httpStatusCodes", "gRPCStatusCodes");
        // Failures of the connection to the app are retried whatever this list says; it only has to be a list.
        _ = ReadCodes(matching?.Find("gRPCStatusCodes"), 0, 16);
        return new RetryPolicy(
            kind == "exponential",
            retry.FindDuration("duration") ?? TimeSpan.FromSeconds(5),
            retry.FindDuration("maxInterval") ?? TimeSpan.FromSeconds(60),
            retry.FindInteger("maxRetries") ?? -1,
            ReadCodes(matching?.Find("httpStatusCodes"), 100, 599));
    }

    public bool Matches(int statusCode) =>
        HttpStatusCodes is null || HttpStatusCodes.Any(range => statusCode >= range.First && statusCode <= range.Last);

    // "429,500-599"
    private static List<(int First, int Last)>? ReadCodes(YamlNodeReader? list, int lowest, int highest)
    {
        return list?.Text().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Read).ToList();

        (int First, int Last) Read(string part)
        {
            var ends = part.Split('-', StringSplitOptions.TrimEntries);
            return ends.Length <= 2
                && int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
                && first >= lowest && first <= last && last <= highest
                ? (first, last)
                : throw new StartException($"{list.Location}: \"{part}\" is neither a status code nor a range of them");
        }
    }
}

/// <summary>When a target that keeps failing is not called any more, and for how long.</summary>
internal sealed partial record CircuitBreakerPolicy(int MaxRequests, TimeSpan Interval, TimeSpan Timeout, int ConsecutiveFailures)
{
    public static CircuitBreakerPolicy Read(YamlNodeReader breaker)
    {
        breaker.Only("maxRequests", "interval", "timeout", "trip");
        var failures = 6;
        if (breaker.FindText("trip") is { Length: > 0 } trip)
        {
            var match = Trip().Match(trip);
            failures = match.Success
                ? int.Parse(match.Groups["count"].ValueSpan, CultureInfo.InvariantCulture) + (match.Groups["operator"].Value == ">" ? 1 : 0)
                : throw new StartException(
                    $"{breaker.Get("trip").Location}: the development sidecar supports the trips \"consecutiveFailures >= N\" and " +
                    "\"consecutiveFailures > N\" only");
        }

        return new CircuitBreakerPolicy(
            Math.Max(1, breaker.FindInteger("maxRequests") ?? 1),
            breaker.FindDuration("interval") ?? TimeSpan.Zero,
            breaker.FindDuration("timeout") ?? TimeSpan.FromSeconds(60),
            Math.Max(1, failures));
    }

    [GeneratedRegex(@"^\s*consecutiveFailures\s*(?<operator>>=|>)\s*(?<count>\d{1,6})\s*$")]
    private static partial Regex Trip();
}
