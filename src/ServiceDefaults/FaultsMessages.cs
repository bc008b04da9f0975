using System.Text.Json.Serialization;

namespace DemoApp.ServiceDefaults;

/// <summary>The body of <c>PUT /faults</c>; what is left out is as the environment says.</summary>
/// <param name="ErrorRate">Share of requests answered with a simulated error, 0 to 1.</param>
/// <param name="LatencyMs">Wait before each request, 0 to 60000 milliseconds.</param>
/// <param name="DatabaseFailureRate">Receiver only: share of requests whose write to the state store fails, 0 to 1.</param>
/// <param name="DatabaseLatencyMs">Receiver only: wait before each write to the state store, 0 to 60000 milliseconds.</param>
/// <param name="ExpiresInSeconds">How long the faults last, 1 to 86400 seconds; 300 where it is left out.</param>
public sealed record FaultsRequest(double? ErrorRate, int? LatencyMs, double? DatabaseFailureRate, int? DatabaseLatencyMs, int? ExpiresInSeconds);

/// <summary>The faults in force, as <c>/faults</c> answers.</summary>
/// <param name="ErrorRate">Share of requests answered with a simulated error, 0 to 1.</param>
/// <param name="LatencyMs">Wait before each request, in milliseconds.</param>
/// <param name="DatabaseFailureRate">Receiver only: share of requests whose write to the state store fails, 0 to 1.</param>
/// <param name="DatabaseLatencyMs">Receiver only: wait before each write to the state store, in milliseconds.</param>
/// <param name="Source"><c>environment</c> or <c>api</c>.</param>
/// <param name="ExpiresAt">When those of the API end (RFC 3339); null for those of the environment.</param>
public sealed record FaultsResponse(
    double ErrorRate,
    int LatencyMs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? DatabaseFailureRate,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? DatabaseLatencyMs,
    string Source,
    DateTime? ExpiresAt);
