using System.Text.Json;
using System.Text.Json.Serialization;

namespace DemoApp.Sender;

/// <summary>The body of <c>POST /send</c>; members beyond these are kept and sent on.</summary>
/// <param name="RequestId">1 to 128 of A-Z, a-z, 0-9, '.', '_', ':' and '-'; a UUIDv7 where it is missing.</param>
/// <param name="Message">Anything.</param>
/// <param name="Data">Anything.</param>
/// <param name="TenantId">The tenant that the caller believes it talks to; another than the service's own is refused.</param>
internal sealed record SendRequest(string? RequestId, string? Message, JsonElement? Data, string? TenantId);

/// <summary>The answer to <c>POST /send</c>.</summary>
/// <param name="Status">Always <c>success</c>.</param>
/// <param name="Sender">The name of this service.</param>
/// <param name="Tenant">The tenant it works for.</param>
/// <param name="ReceiverResponse">What the Receiver answered, as it came.</param>
internal sealed record SendResponse(string Status, string Sender, string Tenant, JsonElement ReceiverResponse);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SendRequest))]
[JsonSerializable(typeof(SendResponse))]
internal sealed partial class SenderJson : JsonSerializerContext;
