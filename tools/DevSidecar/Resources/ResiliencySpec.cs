using DemoApp.DevSidecar.Resiliency;

namespace DemoApp.DevSidecar.Resources;

/// <summary>A Resiliency resource: timeout, retries and circuit breaker for each app that is invoked.</summary>
internal sealed record ResiliencySpec(IReadOnlyDictionary<string, TargetPolicy> Apps)
{
    public static ResiliencySpec Read(YamlNodeReader resource)
    {
        var spec = resource.Get("spec").Only("policies", "targets");
        var policies = spec.Get("policies").Only("timeouts", "retries", "circuitBreakers");
        var timeouts = ReadNamed(policies.Find("timeouts"), (name, value) => GoDuration.TryParse(value.Text(), out var timeout)
            ? timeout
            : throw new StartException($"{value.Location}: timeout \"{name}\" must be a duration such as 500ms or 2s"));
        var retries = ReadNamed(policies.Find("retries"), (_, value) => RetryPolicy.Read(value));
        var breakers = ReadNamed(policies.Find("circuitBreakers"), (_, value) => CircuitBreakerPolicy.Read(value));

        TargetPolicy Policy(YamlNodeReader target) => new(
            Reference(target, "timeout", timeouts),
            Reference(target, "retry", retries),
            Reference(target, "circuitBreaker", breakers),
            target.FindInteger("circuitBreakerCacheSize") ?? 100);

        var targets = spec.Get("targets").Only("apps", "components", "actors");
        if (targets.Find("actors") is { } actors)
        {
            throw new StartException($"{actors.Location}: the development sidecar has no actors; use the real Dapr for them");
        }

        // The in-memory store answers at once and cannot fail, so that its policies only have to be correct.
        foreach (var (_, component) in targets.Find("components")?.Members() ?? [])
        {
            foreach (var (_, direction) in component.Only("outbound", "inbound").Members())
            {
                _ = Policy(direction.Only("timeout", "retry", "circuitBreaker"));
            }
        }

        return new ResiliencySpec(ReadNamed(
            targets.Find("apps"), (_, app) => Policy(app.Only("timeout", "retry", "circuitBreaker", "circuitBreakerCacheSize"))));
    }

    private static Dictionary<string, T> ReadNamed<T>(YamlNodeReader? mapping, Func<string, YamlNodeReader, T> read) =>
        (mapping?.Members() ?? []).ToDictionary(member => member.Name, member => read(member.Name, member.Value), StringComparer.Ordinal);

    private static T? Reference<T>(YamlNodeReader target, string key, Dictionary<string, T> policies)
    {
        if (target.FindText(key) is not { Length: > 0 } name)
        {
            return default;
        }

        return policies.TryGetValue(name, out var policy)
            ? policy
            : throw new StartException($"{target.Get(key).Location}: there is no {key} policy \"{name}\"");
    }
}
