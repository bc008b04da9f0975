using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace DemoApp.ServiceDefaults;

/// <summary>What the health endpoints answer.</summary>
/// <param name="Status">healthy, alive or ready.</param>
/// <param name="Service">The name of the service.</param>
/// <param name="Tenant">The tenant it works for.</param>
public sealed record HealthResponse(string Status, string Service, string Tenant);

/// <summary>What <c>GET /metrics</c> answers.</summary>
/// <param name="Message">Where the metrics are.</param>
/// <param name="Service">The name of the service.</param>
/// <param name="Tenant">The tenant it works for.</param>
public sealed record MetricsResponse(string Message, string Service, string Tenant);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(MetricsResponse))]
[JsonSerializable(typeof(FaultsRequest))]
[JsonSerializable(typeof(FaultsResponse))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class DefaultJson : JsonSerializerContext;
