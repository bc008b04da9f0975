using System.Diagnostics;
using System.Net;
using DemoApp.DevSidecar.Tests.Fixtures;
using DemoApp.TestSupport;

namespace DemoApp.DevSidecar.Tests;

public sealed class ResiliencyTests(ResiliencyTests.Pair pair) : IClassFixture<ResiliencyTests.Pair>
{
    private SidecarPair Sidecars => pair.Sidecars;

    [Fact]
    public async Task StatusInMatching_IsSentMaxRetriesTimesMore()
    {
        Assert.Equal(HttpStatusCode.TooManyRequests, await Sidecars.Caller.StatusOfAsync("/v1.0/invoke/echo/method/status/429"));
        Assert.Equal(4, Sidecars.Echo.CallsOf("/status/429"));
    }

    [Fact]
    public async Task StatusNotInMatching_IsSentOnce()
    {
        Assert.Equal(HttpStatusCode.NotImplemented, await Sidecars.Caller.StatusOfAsync("/v1.0/invoke/echo/method/status/501"));
        Assert.Equal(1, Sidecars.Echo.CallsOf("/status/501"));
    }

    [Fact]
    public async Task Timeout_GivesUpEachAttempt()
    {
        var started = Stopwatch.GetTimestamp();
        using var response = await Sidecars.Caller.Http.GetAsync(
            new Uri("/v1.0/invoke/echo/method/slow/9", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains(
            "context deadline exceeded", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 4, 15);
    }

    [Fact]
    public async Task OpenBreaker_LetsAProbeThroughAfterItsTimeout()
    {
        for (var i = 0; i < 3; i++)
        {
            await Sidecars.Caller.StatusOfAsync("/v1.0/invoke/echo/method/flaky/6/breaker");
        }

        using var refused = await Sidecars.Caller.Http.GetAsync(
            new Uri("/v1.0/invoke/echo/method/flaky/6/breaker", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Contains(
            "circuit breaker is open", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await Sidecars.Caller.StatusOfAsync("/v1.0/invoke/echo/method/hello"));
        await Eventually.TrueAsync(
            async () => await Sidecars.Caller.StatusOfAsync("/v1.0/invoke/echo/method/flaky/6/breaker") == HttpStatusCode.OK,
            "the breaker to close");
    }

    public sealed class Pair : IAsyncLifetime
    {
        public SidecarPair Sidecars { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Sidecars = await SidecarPair.StartAsync(files => files.Resource("resiliency", """
            apiVersion: dapr.io/v1alpha1
            kind: Resiliency
            metadata:
              name: resiliency
            spec:
              policies:
                timeouts: { short: 1s }
                retries:
                  some: { policy: constant, duration: 20ms, maxRetries: 3, matching: { httpStatusCodes: "429,502-504" } }
                circuitBreakers:
                  breaker: { maxRequests: 1, timeout: 300ms, trip: consecutiveFailures > 4 }
              targets:
                apps:
                  echo: { timeout: short, retry: some, circuitBreaker: breaker }
            """));

        public ValueTask DisposeAsync() => Sidecars.DisposeAsync();
    }
}
