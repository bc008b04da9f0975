using System.Net;
using DemoApp.DevSidecar.Resiliency;

namespace DemoApp.DevSidecar.Tests;

/// <summary>How long a retry policy waits before each further try.</summary>
public sealed class RetryWaitTests
{
    [Fact]
    public async Task Exponential_GrowsByHalfUpToMaxInterval_WhateverDurationSays()
    {
        var waits = await WaitsAsync(new RetryPolicy(
            Exponential: true, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2), MaxRetries: 6, HttpStatusCodes: null));

        // daprd's InitialInterval, 500 ms, cannot be set, and each wait is give or take a half (dapr/kit, retry/retry.go).
        double[] expected = [500, 750, 1125, 1687.5, 2000, 2000];
        Assert.Equal(expected.Length, waits.Count);
        Assert.All(waits.Zip(expected), pair => Assert.InRange(pair.First.TotalMilliseconds, pair.Second * 0.5, pair.Second * 1.5));
    }

    [Fact]
    public async Task Constant_WaitsForDuration()
    {
        var waits = await WaitsAsync(new RetryPolicy(
            Exponential: false, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2), MaxRetries: 2, HttpStatusCodes: null));

        Assert.Equal([TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(200)], waits);
    }

    // Calls an app that always answers 503, without waiting in fact.
    private static async Task<List<TimeSpan>> WaitsAsync(RetryPolicy retry)
    {
        var time = new NoWaiting();
        var calls = 0;
        var policy = new InvocationPolicy(new TargetPolicy(TimeSpan.Zero, retry, CircuitBreaker: null, CircuitBreakerCacheSize: 100), time);

        using var response = await policy.SendAsync(
            _ =>
            {
                calls++;
                return Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
            },
            retry: true,
            TestContext.Current.CancellationToken);

        Assert.Equal(retry.MaxRetries + 1, calls);
        return time.Waits;
    }

    private sealed class NoWaiting : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
