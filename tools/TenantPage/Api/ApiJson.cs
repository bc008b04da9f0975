using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;

namespace DemoApp.TenantPage.Api;

/// <summary>JSON of everything that the API answers; a member that is null is left out, but not an element of a list.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Overview))]
[JsonSerializable(typeof(Isolation))]
[JsonSerializable(typeof(TopologyDto))]
[JsonSerializable(typeof(FaultsDto))]
[JsonSerializable(typeof(TryRequest))]
[JsonSerializable(typeof(TryAnswer))]
[JsonSerializable(typeof(SendBody))]
[JsonSerializable(typeof(ProbeRequest))]
[JsonSerializable(typeof(ProbeAnswer))]
[JsonSerializable(typeof(IsolationReport))]
[JsonSerializable(typeof(TraceDto))]
[JsonSerializable(typeof(ProblemDetails))]
internal sealed partial class ApiJson : JsonSerializerContext;
