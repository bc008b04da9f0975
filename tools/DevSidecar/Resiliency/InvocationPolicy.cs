using DemoApp.DevSidecar.Invocation;
using Grpc.Core;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace DemoApp.DevSidecar.Resiliency;

/// <summary>Retry around breaker around timeout, for one method of one app; without a target, daprd's built-in retries.</summary>
internal sealed class InvocationPolicy
{
    /// <summary>How often daprd retries an unreachable sidecar by itself.</summary>
    public const int BuiltInRetries = 3;

    private readonly ResiliencePipeline<HttpResponseMessage> _once;
    private readonly ResiliencePipeline<HttpResponseMessage> _pipeline;

    public InvocationPolicy(TargetPolicy? target, TimeProvider time)
    {
        IsBuiltIn = target is null;
        CanRetry = target is null or { Retry.MaxRetries: not 0 };
        var breaker = target?.CircuitBreaker is { } policy ? new CircuitBreaker(policy, time) : null;
        _once = Build(null, breaker, target?.Timeout ?? TimeSpan.Zero, time);
        _pipeline = CanRetry
            ? Build(target is null ? BuiltIn() : RetryOptions(target.Retry!), breaker, target?.Timeout ?? TimeSpan.Zero, time)
            : _once;
    }

    public bool IsBuiltIn { get; }

    public bool CanRetry { get; }

    public static bool IsFailure(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is not null || (int)outcome.Result!.StatusCode is < 200 or > 399;

    /// <summary>The failures that daprd retries by itself.</summary>
    public static bool IsUnavailable(Exception? failure) =>
        failure is InvocationException { Code: StatusCode.Unavailable or StatusCode.Unauthenticated };

    public async Task<HttpResponseMessage> SendAsync(
        Func<CancellationToken, Task<HttpResponseMessage>> send, bool retry, CancellationToken cancellationToken)
    {
        try
        {
            return await (retry ? _pipeline : _once).ExecuteAsync(static async (send, token) => await send(token), send, cancellationToken);
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

    private static ResiliencePipeline<HttpResponseMessage> Build(
        RetryStrategyOptions<HttpResponseMessage>? retry, CircuitBreaker? breaker, TimeSpan timeout, TimeProvider time)
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time };
        if (retry is not null)
        {
            builder.AddRetry(retry);
        }

        if (breaker is not null)
        {
            builder.AddStrategy(_ => new CircuitBreakerStrategy(breaker));
        }

        if (timeout > TimeSpan.Zero)
        {
            builder.AddTimeout(new TimeoutStrategyOptions { Timeout = timeout });
        }

        return builder.Build();
    }

    private static RetryStrategyOptions<HttpResponseMessage> BuiltIn() => new()
    {
        MaxRetryAttempts = BuiltInRetries,
        Delay = TimeSpan.FromSeconds(1),
        ShouldHandle = static arguments => ValueTask.FromResult(IsUnavailable(arguments.Outcome.Exception)),
    };

    private static RetryStrategyOptions<HttpResponseMessage> RetryOptions(RetryPolicy retry) => new()
    {
        MaxRetryAttempts = retry.MaxRetries < 0 ? int.MaxValue : retry.MaxRetries,
        ShouldHandle = arguments => ValueTask.FromResult(ShouldRetry(retry, arguments.Outcome)),
        DelayGenerator = arguments => ValueTask.FromResult<TimeSpan?>(Delay(retry, arguments.AttemptNumber)),
        OnRetry = static arguments =>
        {
            arguments.Outcome.Result?.Dispose();
            return default;
        },
    };

    private static bool ShouldRetry(RetryPolicy retry, Outcome<HttpResponseMessage> outcome) => outcome.Exception switch
    {
        // A request that cannot be sent as it is fails every time.
        CircuitBreakerException or OperationCanceledException or HttpRequestException => false,
        not null => true,
        null => IsFailure(outcome) && retry.Matches((int)outcome.Result!.StatusCode),
    };

    // Exponential as Go's backoff does it: from half a second on, half as much again each time, give or take a half.
    private static TimeSpan Delay(RetryPolicy retry, int attempt)
    {
        if (!retry.Exponential)
        {
            return retry.Duration;
        }

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
            if (breaker.TryEnter() is { } refusal)
            {
                return Outcome.FromException<HttpResponseMessage>(refusal);
            }

            var outcome = await callback(context, state);
            breaker.Leave(succeeded: !IsFailure(outcome));
            return outcome;
        }
    }
}
