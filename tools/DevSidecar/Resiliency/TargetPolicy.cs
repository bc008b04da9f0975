using System.Globalization;
using System.Text.RegularExpressions;
using DemoApp.DevSidecar.Resources;

namespace DemoApp.DevSidecar.Resiliency;

/// <summary>The policies that one target names.</summary>
internal sealed record TargetPolicy(TimeSpan Timeout, RetryPolicy? Retry, CircuitBreakerPolicy? CircuitBreaker, int CircuitBreakerCacheSize);

/// <summary>How often, and after what waits, a failed request is sent again.</summary>
internal sealed record RetryPolicy(bool Exponential, TimeSpan Duration, TimeSpan MaxInterval, int MaxRetries, StatusCodeRanges? HttpStatusCodes)
{
    public static RetryPolicy Read(YamlNodeReader retry)
    {
        retry.Only("policy", "duration", "maxInterval", "maxRetries", "matching");
        var kind = retry.FindText("policy") ?? "constant";
        if (kind is not ("constant" or "exponential")) throw new StartException($"{retry.Get("policy").Location}: a retry policy is constant or exponential, not \"{kind}\"");
        var matching = retry.Find("matching")?.Only("httpStatusCodes", "gRPCStatusCodes");
        // Failures of the way to the app are retried whatever the list says, so that it only has to be a list.
        if (matching?.Find("gRPCStatusCodes") is { } grpc) _ = StatusCodeRanges.Read(grpc, 0, 16);
        return new RetryPolicy(
            kind == "exponential",
            retry.FindDuration("duration") ?? TimeSpan.FromSeconds(5),
            retry.FindDuration("maxInterval") ?? TimeSpan.FromSeconds(60),
            retry.FindInteger("maxRetries") ?? -1,
            matching?.Find("httpStatusCodes") is { } http ? StatusCodeRanges.Read(http, 100, 599) : null);
    }
}

/// <summary>Status codes as a retry policy lists them: "429,500-599".</summary>
internal sealed class StatusCodeRanges(IReadOnlyList<(int First, int Last)> ranges)
{
    public static StatusCodeRanges Read(YamlNodeReader list, int lowest, int highest)
    {
        var ranges = new List<(int, int)>();
        foreach (var part in list.Text().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length > 2
                || !int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                || !int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last)
                || first < lowest || last > highest || first > last)
            {
                throw new StartException($"{list.Location}: \"{part}\" is neither a status code nor a range of them");
            }

            ranges.Add((first, last));
        }

        return new StatusCodeRanges(ranges);
    }

    public bool Contains(int code)
    {
        foreach (var (first, last) in ranges)
            if (code >= first && code <= last) return true;
        return false;
    }
}

/// <summary>When a target that keeps failing is left alone, and for how long.</summary>
internal sealed partial record CircuitBreakerPolicy(int MaxRequests, TimeSpan Interval, TimeSpan Timeout, int ConsecutiveFailures)
{
    public static CircuitBreakerPolicy Read(YamlNodeReader breaker)
    {
        breaker.Only("maxRequests", "interval", "timeout", "trip");
        var failures = 6;
        if (breaker.FindText("trip") is { Length: > 0 } trip)
        {
            var match = ConsecutiveFailuresTrip().Match(trip);
            if (!match.Success)
                throw new StartException($"{breaker.Get("trip").Location}: of the expressions for \"trip\" this development sidecar knows \"consecutiveFailures >= N\" and \"consecutiveFailures > N\"");
            failures = int.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture) + (match.Groups[1].Value == ">" ? 1 : 0);
        }

        return new CircuitBreakerPolicy(
            Math.Max(1, breaker.FindInteger("maxRequests") ?? 1),
            breaker.FindDuration("interval") ?? TimeSpan.Zero,
            breaker.FindDuration("timeout") ?? TimeSpan.FromSeconds(60),
            Math.Max(1, failures));
    }

    [GeneratedRegex(@"^\s*consecutiveFailures\s*(>=|>)\s*(\d{1,6})\s*$")]
    private static partial Regex ConsecutiveFailuresTrip();
}
