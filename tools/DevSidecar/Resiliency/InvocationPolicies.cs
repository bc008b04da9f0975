using System.Collections.Concurrent;
using DemoApp.DevSidecar.Invocation;
using DemoApp.DevSidecar.Resources;
using Grpc.Core;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace DemoApp.DevSidecar.Resiliency;

/// <summary>The policies for the apps that this one invokes. A breaker is one of an app and a method, as daprd keeps them.</summary>
internal sealed class InvocationPolicies(IEnumerable<ResiliencySpec> specs, TimeProvider time)
{
    private readonly Dictionary<string, TargetPolicy> _targets = specs
        .SelectMany(spec => spec.Apps)
        .GroupBy(app => app.Key, app => app.Value, StringComparer.Ordinal)
        .ToDictionary(app => app.Key, app => app.First(), StringComparer.Ordinal);

    private readonly ConcurrentDictionary<(string AppId, string Method), InvocationPolicy> _policies = new();

    /// <summary>Whether an app has policies of its own, which switches the built-in retries off even for calls that the policies do not match.</summary>
    public bool IsDefined(string appId) => _targets.ContainsKey(appId);

    public InvocationPolicy? Find(string appId, string method)
    {
        if (_targets.Count == 0 || !_targets.TryGetValue(appId, out var target)) return null;
        if (_policies.TryGetValue((appId, method), out var policy)) return policy;
        // A caller that makes up method names must not make this grow without end.
        if (_policies.Count >= Math.Max(1, target.CircuitBreakerCacheSize) * _targets.Count) _policies.Clear();
        return _policies.GetOrAdd((appId, method), static (_, state) => new InvocationPolicy(state.target, state.time), (target, time));
    }
}

/// <summary>Retry around breaker around timeout, for one method of one app.</summary>
internal sealed class InvocationPolicy
{
    private readonly ResiliencePipeline<HttpResponseMessage> _once;
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;

    public InvocationPolicy(TargetPolicy target, TimeProvider time)
    {
        var breaker = target.CircuitBreaker is null ? null : new CircuitBreaker(target.CircuitBreaker, time);
        CanRetry = target.Retry is { MaxRetries: not 0 };
        _once = Build(null, breaker, target.Timeout, time);
        _pipeline = CanRetry ? Build(target.Retry, breaker, target.Timeout, time) : _once;
    }

    public bool CanRetry { get; }

    public async Task<HttpResponseMessage> SendAsync(Func<CancellationToken, Task<HttpResponseMessage>> send, bool retry, CancellationToken cancellation)
    {
        try
        {
            return await (retry ? _pipeline : _once).ExecuteAsync(static async (send, token) => await send(token), send, cancellation);
        }
        catch (TimeoutRejectedException)
        {
            throw new InvocationException(StatusCode.DeadlineExceeded, "context deadline exceeded");
        }
        catch (CircuitBreakerException e)
        {
            throw new InvocationException(StatusCode.Unavailable, e.Message);
        }
    }

    public static bool IsFailure(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is not null || (int)outcome.Result!.StatusCode is < 200 or > 399;

    private static ResiliencePipeline<HttpResponseMessage> Build(RetryPolicy? retry, CircuitBreaker? breaker, TimeSpan timeout, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time };
        if (retry is not null)
        {
            builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = retry.MaxRetries < 0 ? int.MaxValue : retry.MaxRetries,
                ShouldHandle = arguments => ValueTask.FromResult(ShouldRetry(retry, arguments.Outcome)),
                DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(Delay(retry, arguments.AttemptNumber)),
                OnRetry = static arguments =>
                {
                    arguments.Outcome.Result?.Dispose();
                    return default;
                },
            });
        }

        if (breaker is not null) builder.AddStrategy(_ => new CircuitBreakerStrategy(breaker));
        if (timeout > TimeSpan.Zero) builder.AddTimeout(new TimeoutStrategyOptions { Timeout = timeout });
        return builder.Build();
    }

    private static bool ShouldRetry(RetryPolicy retry, Outcome<HttpResponseMessage> outcome) => outcome.Exception switch
    {
        CircuitBreakerException => false,
        OperationCanceledException => false,
        not null => true,
        null => IsFailure(outcome) && (retry.HttpStatusCodes is null || retry.HttpStatusCodes.Contains((int)outcome.Result!.StatusCode)),
    };

    // Exponential as Go's backoff does it: from half a second on, half as much again each time, give or take a half.
    private static TimeSpan Delay(RetryPolicy retry, int attempt)
    {
        if (!retry.Exponential) return retry.Duration;
        var interval = Math.Min(retry.MaxInterval.TotalMilliseconds, 500 * Math.Pow(1.5, attempt));
        // The jitter keeps callers apart; nothing secret depends on it.
#pragma warning disable CA5394
        return TimeSpan.FromMilliseconds(interval * (0.5 + Random.Shared.NextDouble()));
#pragma warning restore CA5394
    }

    private sealed class CircuitBreakerStrategy(CircuitBreaker breaker) : ResilienceStrategy<HttpResponseMessage>
    {
        protected override async ValueTask<Outcome<HttpResponseMessage>> ExecuteCore<TState>(
            Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> callback, ResilienceContext context, TState state)
        {
            if (breaker.TryEnter() is { } refusal) return Outcome.FromException<HttpResponseMessage>(refusal);
            var outcome = await callback(context, state);
            breaker.Leave(succeeded: !IsFailure(outcome));
            return outcome;
        }
    }
}
