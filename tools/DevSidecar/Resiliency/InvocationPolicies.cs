using System.Collections.Concurrent;
using DemoApp.DevSidecar.Resources;

namespace DemoApp.DevSidecar.Resiliency;

/// <summary>The policies for the apps that this one invokes. A breaker belongs to an app and a method, as daprd keeps them.</summary>
internal sealed class InvocationPolicies(IEnumerable<ResiliencySpec> specs, TimeProvider time)
{
    private readonly Dictionary<string, TargetPolicy> _targets = specs
        .SelectMany(spec => spec.Apps)
        .GroupBy(app => app.Key, app => app.Value, StringComparer.Ordinal)
        .ToDictionary(app => app.Key, app => app.First(), StringComparer.Ordinal);

    private readonly ConcurrentDictionary<(string AppId, string Method), InvocationPolicy> _policies = new();
    private readonly InvocationPolicy _builtIn = new(null, time);

    /// <summary>The policy of an app, which replaces the built-in retries even for calls that it does not match.</summary>
    public InvocationPolicy Find(string appId, string method)
    {
        if (!_targets.TryGetValue(appId, out var target))
        {
            return _builtIn;
        }

        if (_policies.TryGetValue((appId, method), out var policy))
        {
            return policy;
        }

        // A caller that makes up method names must not make this grow without end.
        if (_policies.Count >= Math.Max(1, target.CircuitBreakerCacheSize) * _targets.Count)
        {
            _policies.Clear();
        }

        return _policies.GetOrAdd((appId, method), static (_, state) => new InvocationPolicy(state.target, state.time), (target, time));
    }
}
