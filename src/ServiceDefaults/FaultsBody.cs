using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DemoApp.ServiceDefaults;

/// <summary>Reads the body of <c>PUT /faults</c>; each member's name, range and place are told where it is wrong.</summary>
internal static class FaultsBody
{
    /// <summary>How long faults last where the body does not say: long enough to look, and gone where they were forgotten.</summary>
    public const int DefaultLifetimeSeconds = 300;

    private const int MaxShownName = 40;
    private const int MaxLifetimeSeconds = 86_400;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 4, AllowDuplicateProperties = false };

    /// <summary>The faults that the body asks for, with those of <paramref name="started"/> for the members that it leaves out.</summary>
    /// <param name="body">The body as it came.</param>
    /// <param name="started">What the environment says.</param>
    /// <param name="hasDatabase">False where the service has no database to make fail.</param>
    public static (FaultSettings Faults, TimeSpan Lifetime, ProblemHttpResult? Problem) Read(
        ReadOnlyMemory<byte> body, FaultSettings started, bool hasDatabase)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return Read(document.RootElement, started, hasDatabase);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or a member whose name is no Unicode text; the parser's words would say less than what is wanted.
        }

        return Wrong("The body must be a JSON object with each member at most once, such as {\"error_rate\":0.5,\"expires_in_seconds\":60}.");
    }

    private static (FaultSettings, TimeSpan, ProblemHttpResult?) Read(JsonElement root, FaultSettings faults, bool hasDatabase)
    {
        var lifetime = DefaultLifetimeSeconds;
        foreach (var member in root.EnumerateObject())
        {
            if (!hasDatabase && member.Name is "database_failure_rate" or "database_latency_ms")
            {
                return Wrong($"{member.Name} is a fault of the Receiver: this service has no database. Send it to the Receiver's /faults.");
            }

            var problem = member.Name switch
            {
                "error_rate" => Rate(member, value => faults = faults with { ErrorRate = value }),
                "latency_ms" => WholeNumber(member, 0, FaultSettings.MaxWaitMs, value => faults = faults with { LatencyMs = value }),
                "database_failure_rate" => Rate(member, value => faults = faults with { DatabaseFailureRate = value }),
                "database_latency_ms" => WholeNumber(member, 0, FaultSettings.MaxWaitMs, value => faults = faults with { DatabaseLatencyMs = value }),
                "expires_in_seconds" => WholeNumber(member, 1, MaxLifetimeSeconds, value => lifetime = value),
                _ => $"{(member.Name.Length <= MaxShownName ? member.Name : "A member")} is not known here. Known are error_rate, latency_ms, {(hasDatabase ? "database_failure_rate, database_latency_ms, " : "")}expires_in_seconds.",
            };
            if (problem is not null)
            {
                return Wrong(problem);
            }
        }

        return (faults, TimeSpan.FromSeconds(lifetime), null);
    }

    private static string? Rate(JsonProperty member, Action<double> take)
    {
        if (member.Value.ValueKind != JsonValueKind.Number || !member.Value.TryGetDouble(out var value) || value is not (>= 0 and <= 1))
        {
            return $"{member.Name} must be a number from 0 to 1.";
        }

        take(value);
        return null;
    }

    private static string? WholeNumber(JsonProperty member, int min, int max, Action<int> take)
    {
        if (member.Value.ValueKind != JsonValueKind.Number || !member.Value.TryGetInt32(out var value) || value < min || value > max)
        {
            return $"{member.Name} must be a whole number from {min} to {max}.";
        }

        take(value);
        return null;
    }

    private static (FaultSettings, TimeSpan, ProblemHttpResult?) Wrong(string detail) =>
        (new FaultSettings(0, 0), default, Problems.Of(StatusCodes.Status400BadRequest, detail));
}
