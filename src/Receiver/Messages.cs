using System.Text.Json;
using System.Text.Json.Serialization;

namespace DemoApp.Receiver;

/// <summary>The body of <c>POST /process</c>.</summary>
/// <param name="RequestId">1 to 128 of A-Z, a-z, 0-9, '.', '_', ':' and '-'; a UUIDv7 where it is missing.</param>
/// <param name="TenantId">Another tenant than the service's own is refused.</param>
/// <param name="Sender">Who sends it; <c>unknown</c> where it is missing.</param>
/// <param name="Data">What is kept in the state store, under the request's id.</param>
internal sealed record ProcessRequest(string? RequestId, string? TenantId, string? Sender, JsonElement? Data);

/// <summary>The answer to <c>POST /process</c>.</summary>
/// <param name="Status">Always <c>processed</c>.</param>
/// <param name="RequestId">The request's id, given or made.</param>
/// <param name="TenantId">The tenant it was processed for.</param>
/// <param name="Sender">Who sent it.</param>
/// <param name="Receiver">The name of this service.</param>
/// <param name="DatabaseResult">What the store returned.</param>
/// <param name="ProcessingTimeSeconds">How long all of it took, in seconds.</param>
internal sealed record ProcessResponse(
    string Status, string RequestId, string TenantId, string Sender, string Receiver, DatabaseResult DatabaseResult, double ProcessingTimeSeconds);

/// <summary>What the store returned.</summary>
/// <param name="Records">How many records were read back: 1, or 0 where the store had lost it already.</param>
/// <param name="Status">Always <c>success</c>.</param>
internal sealed record DatabaseResult(int Records, string Status);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ProcessRequest))]
[JsonSerializable(typeof(ProcessResponse))]
internal sealed partial class ReceiverJson : JsonSerializerContext;
