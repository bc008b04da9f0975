using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using DemoApp.TenantPage.Statistics;

namespace DemoApp.TenantPage.Api;

/// <summary>The faults of each service, as its own faults API said them last, or as its telemetry tells them.</summary>
internal sealed class FaultsInForce(TimeProvider clock)
{
    /// <summary>Without a request nothing tells of a fault, and after its end telemetry still comes for some seconds.</summary>
    private static readonly TimeSpan SeenLately = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Known> _byApp = new();

    public FaultsInForce()
        : this(TimeProvider.System)
    {
    }

    public void Note(string appId, JsonElement faults)
    {
        var parts = new[]
        {
            Percent(faults, "error_rate", "errors"), Milliseconds(faults, "latency_ms", "latency"),
            Percent(faults, "database_failure_rate", "database errors"), Milliseconds(faults, "database_latency_ms", "database latency"),
        };
        var text = string.Join(", ", parts.OfType<string>());
        var ends = faults.ValueKind == JsonValueKind.Object && faults.TryGetProperty("expires_at", out var at)
            && at.ValueKind == JsonValueKind.String && at.TryGetDateTimeOffset(out var time) ? time : DateTimeOffset.MaxValue;
        var now = clock.GetUtcNow();
        _byApp.AddOrUpdate(
            appId, _ => new Known(text, now, now, ends),
            (_, before) => new Known(text, before.Text == text ? before.Since : now, now, ends));
    }

    /// <summary>What is in force, or null if nothing is.</summary>
    public FaultInForce? Of(string? appId, FaultSeen? seen)
    {
        var now = clock.GetUtcNow();
        var known = appId is null ? null : _byApp.GetValueOrDefault(appId);
        if (known is { Text.Length: > 0 } && now < known.Ends)
        {
            return new FaultInForce(known.Text, known.Since);
        }

        // Telemetry of what the page itself has just taken back is still on its way.
        return seen is not null && now - seen.Last < SeenLately && (known is null || seen.Last > known.Asked + TimeSpan.FromSeconds(10))
            ? new FaultInForce(string.Join(", ", seen.Kinds.Select(Name)), seen.Since)
            : null;
    }

    private static string Name(string kind) => kind switch
    {
        "error" => "errors",
        "database_error" => "database errors",
        _ => kind.Replace('_', ' '),
    };

    private static string? Percent(JsonElement faults, string member, string what) =>
        Number(faults, member) is > 0 and var share ? string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##} % {what}") : null;

    private static string? Milliseconds(JsonElement faults, string member, string what) =>
        Number(faults, member) is > 0 and var time ? string.Create(CultureInfo.InvariantCulture, $"{time:0} ms {what}") : null;

    private static double Number(JsonElement faults, string member) =>
        faults.ValueKind == JsonValueKind.Object && faults.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : 0;

    private sealed record Known(string Text, DateTimeOffset Since, DateTimeOffset Asked, DateTimeOffset Ends);
}

/// <summary>The faults of one service.</summary>
internal sealed record FaultInForce(string Text, DateTimeOffset Since)
{
    /// <summary>The same as a sentence.</summary>
    public string Sentence => $"{Text}, since {ApiTime.Text(Since)}";
}
