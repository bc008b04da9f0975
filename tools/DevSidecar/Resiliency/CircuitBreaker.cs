namespace DemoApp.DevSidecar.Resiliency;

/// <summary>A request that an open breaker did not let through.</summary>
internal sealed class CircuitBreakerException(string message) : Exception(message);

/// <summary>
/// Opens after so many failures in a row. Polly's breaker counts the share of failures in a period, which cannot express
/// "consecutiveFailures >= 5"; everything around it is Polly's.
/// </summary>
internal sealed class CircuitBreaker(CircuitBreakerPolicy policy, TimeProvider time)
{
    private enum State
    {
        Closed,
        HalfOpen,
        Open,
    }

    private readonly Lock _lock = new();
    private State _state;
    private int _failures;
    private int _successes;
    private int _probes;
    private DateTimeOffset _until = NextCount(policy, time.GetUtcNow());

    /// <summary>Lets a request in, or returns why not.</summary>
    public Exception? TryEnter()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (now >= _until && _state != State.HalfOpen)
            {
                Enter(
                    _state == State.Open ? State.HalfOpen : State.Closed,
                    _state == State.Open ? DateTimeOffset.MaxValue : NextCount(policy, now));
            }

            return _state == State.Open ? new CircuitBreakerException("circuit breaker is open")
                : _state == State.HalfOpen && ++_probes > policy.MaxRequests ? new CircuitBreakerException("too many requests")
                : null;
        }
    }

    public void Leave(bool succeeded)
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (succeeded)
            {
                _failures = 0;
                if (_state == State.HalfOpen && ++_successes >= policy.MaxRequests)
                {
                    Enter(State.Closed, NextCount(policy, now));
                }
            }
            else if (_state == State.HalfOpen || (_state == State.Closed && ++_failures >= policy.ConsecutiveFailures))
            {
                Enter(State.Open, now + policy.Timeout);
            }
        }
    }

    // A closed breaker begins to count anew after each interval, if it has one.
    private static DateTimeOffset NextCount(CircuitBreakerPolicy policy, DateTimeOffset now) =>
        policy.Interval > TimeSpan.Zero ? now + policy.Interval : DateTimeOffset.MaxValue;

    private void Enter(State state, DateTimeOffset until) =>
        (_state, _until, _failures, _successes, _probes) = (state, until, 0, 0, 0);
}
