using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DemoApp.ServiceDefaults;

/// <summary>A checked request body: a JSON object with the members that both services know.</summary>
public sealed class IncomingMessage : IDisposable
{
    /// <summary>The longest body that a caller may send to the Sender, in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>The longest <c>request_id</c> and <c>sender</c>, in characters.</summary>
    public const int MaxNameLength = 128;

    // A body of the depth that the Sender takes lies one level deeper in what it sends on.
    private const int MaxDepth = 64;

    private static readonly SearchValues<char> RequestIdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-");

    private readonly RequestBody _body;
    private readonly JsonDocument? _document;

    private IncomingMessage(RequestBody body, JsonDocument? document, string requestId)
    {
        _body = body;
        _document = document;
        RequestId = requestId;
    }

    /// <summary>The id the caller gave, or a new UUIDv7.</summary>
    public string RequestId { get; }

    /// <summary>The body as it came, byte for byte; <c>{}</c> where it was empty.</summary>
    public ReadOnlyMemory<byte> Raw => _document is null ? "{}"u8.ToArray() : _body.Bytes;

    /// <summary>Reads and checks the body of <paramref name="request"/>; what is wrong with it comes back as a problem.</summary>
    /// <param name="request">The request to read.</param>
    /// <param name="tenantId">The process's own tenant: a message that names another is refused.</param>
    /// <param name="envelopeBytes">Bytes, and one level of depth, allowed on top for what the Sender wraps around a body.</param>
    /// <param name="cancellation">Cancelled when the caller has gone.</param>
    public static async Task<(IncomingMessage? Message, ProblemHttpResult? Problem)> ReadAsync(
        HttpRequest request, string tenantId, int envelopeBytes, CancellationToken cancellation)
    {
        var (body, problem) = await RequestBody.ReadAsync(request, MaxBytes + envelopeBytes, cancellation);
        if (body is null)
        {
            return (null, problem);
        }

        JsonDocument? document = null;
        try
        {
            // The parser looks into strings only when they are asked for; what is sent on must be right altogether.
            if (!Utf8.IsValid(body.Bytes.Span))
            {
                problem = Bad("The body is not valid UTF-8.");
            }
            else if (!body.Bytes.IsEmpty)
            {
                document = JsonDocument.Parse(body.Bytes, new JsonDocumentOptions { MaxDepth = envelopeBytes > 0 ? MaxDepth + 1 : MaxDepth });
            }

            var requestId = "";
            problem ??= Check(document?.RootElement, tenantId, out requestId);
            if (problem is null)
            {
                return (new IncomingMessage(body, document, requestId), null);
            }
        }
        catch (JsonException e)
        {
            problem = Problems.Of(StatusCodes.Status400BadRequest,
                $"The body is not valid JSON, see line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}. At most {MaxDepth} levels may be nested.");
        }

        document?.Dispose();
        body.Dispose();
        return (null, problem);
    }

    /// <summary>The text of a member, or null where it is absent or null.</summary>
    public string? Text(string name) => _document is null ? null : Member(_document.RootElement, name)?.GetString();

    /// <summary>A member's value as it was written, or null where it is absent.</summary>
    public byte[]? RawMember(string name) =>
        _document is not null && _document.RootElement.TryGetProperty(name, out var value) ? JsonMarshal.GetRawUtf8Value(value).ToArray() : null;

    /// <inheritdoc />
    public void Dispose()
    {
        _document?.Dispose();
        _body.Dispose();
    }

    private static ProblemHttpResult? Check(JsonElement? root, string tenantId, out string requestId)
    {
        requestId = "";
        if (root is { ValueKind: not JsonValueKind.Object })
        {
            return Bad("The body must be a JSON object, such as {\"request_id\":\"test-123\",\"message\":\"Hello\"}.");
        }

        foreach (var name in (ReadOnlySpan<string>)["request_id", "tenant_id", "sender"])
        {
            if (Member(root, name) is { } member && JsonText.Of(member) is null)
            {
                return Bad($"{name} must be a string of Unicode text.");
            }
        }

        requestId = Member(root, "request_id")?.GetString() ?? Guid.CreateVersion7().ToString();
        if (requestId.Length is 0 or > MaxNameLength || requestId.AsSpan().ContainsAnyExcept(RequestIdCharacters))
        {
            return Bad($"request_id must have 1 to {MaxNameLength} characters of A-Z, a-z, 0-9, '.', '_', ':' and '-'.");
        }

        if (Member(root, "sender")?.GetString() is { Length: > MaxNameLength })
        {
            return Bad($"sender must have at most {MaxNameLength} characters.");
        }

        return Member(root, "tenant_id")?.ValueEquals(tenantId) == false ? TenantRefusal.Refuse() : null;
    }

    private static JsonElement? Member(JsonElement? root, string name) =>
        root is { } element && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static ProblemHttpResult Bad(string detail) => Problems.Of(StatusCodes.Status400BadRequest, detail);
}
