namespace DemoApp.DevSidecar.Resiliency;

/// <summary>A request that an open breaker did not let through.</summary>
internal sealed class CircuitBreakerException(string message) : Exception(message);

/// <summary>
/// Opens after so many failures in a row. Polly's breaker goes by the share of failures in a time span,
/// which cannot say "consecutiveFailures >= 5"; everything around it is Polly's.
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
    private DateTimeOffset _until = policy.Interval > TimeSpan.Zero ? time.GetUtcNow() + policy.Interval : DateTimeOffset.MaxValue;

    /// <summary>Lets a request in, or says why not.</summary>
    public Exception? TryEnter()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (now >= _until)
            {
                if (_state == State.Open) Enter(State.HalfOpen, DateTimeOffset.MaxValue);
                else if (_state == State.Closed) Enter(State.Closed, now + policy.Interval);
            }

            if (_state == State.Open) return new CircuitBreakerException("circuit breaker is open");
            if (_state == State.HalfOpen && ++_probes > policy.MaxRequests) return new CircuitBreakerException("too many requests");
            return null;
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
                    Enter(State.Closed, policy.Interval > TimeSpan.Zero ? now + policy.Interval : DateTimeOffset.MaxValue);
            }
            else if (_state == State.HalfOpen || (_state == State.Closed && ++_failures >= policy.ConsecutiveFailures))
            {
                Enter(State.Open, now + policy.Timeout);
            }
        }
    }

    private void Enter(State state, DateTimeOffset until)
    {
        _state = state;
        _until = until;
        _failures = 0;
        _successes = 0;
        _probes = 0;
    }
}
