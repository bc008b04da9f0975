using System.Buffers;
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

    private static readonly ReadOnlyMemory<byte> EmptyObject = "{}"u8.ToArray();

    private readonly RequestBody _body;

    private IncomingMessage(RequestBody body) => (_body, Raw) = (body, body.Bytes.IsEmpty ? EmptyObject : body.Bytes);

    /// <summary>The id the caller gave, or a new UUIDv7.</summary>
    public string RequestId { get; private set; } = "";

    /// <summary>Who sends it; null where it does not say, and in what the Sender takes.</summary>
    public string? Sender { get; private set; }

    /// <summary>The body as it came, byte for byte; <c>{}</c> where it was empty.</summary>
    public ReadOnlyMemory<byte> Raw { get; private set; }

    /// <summary>The member <c>data</c> as it was written; <c>{}</c> where it is absent.</summary>
    public ReadOnlyMemory<byte> Data { get; private set; } = EmptyObject;

    /// <summary>Reads and checks the body of <paramref name="request"/>; what is wrong with it comes back as a problem.</summary>
    /// <param name="request">The request to read.</param>
    /// <param name="tenantId">The process's own tenant: a message that names another is refused.</param>
    /// <param name="envelopeBytes">
    /// What the Sender wraps around a body, in bytes: allowed on top, with one level of depth and the member <c>sender</c>. 0 in the Sender itself.
    /// </param>
    /// <param name="cancellation">Cancelled when the caller has gone.</param>
    public static async Task<(IncomingMessage? Message, ProblemHttpResult? Problem)> ReadAsync(
        HttpRequest request, string tenantId, int envelopeBytes, CancellationToken cancellation)
    {
        var (body, problem) = await RequestBody.ReadAsync(request, MaxBytes + envelopeBytes, cancellation);
        if (body is null)
        {
            return (null, problem);
        }

        var message = new IncomingMessage(body);
        problem = message.Read(tenantId, isWrapped: envelopeBytes > 0);
        if (problem is null)
        {
            return (message, null);
        }

        message.Dispose();
        return (null, problem);
    }

    /// <summary>Gives the body's memory back, once nothing reads it any more.</summary>
    public void ReleaseBody()
    {
        _body.ReleaseBuffer();
        (Raw, Data) = (default, default);
    }

    /// <inheritdoc />
    public void Dispose() => _body.Dispose();

    private ProblemHttpResult? Read(string tenantId, bool isWrapped)
    {
        // The parser looks into strings only when they are asked for; what is sent on must be right altogether.
        if (!Utf8.IsValid(Raw.Span))
        {
            return Bad("The body is not valid UTF-8.");
        }

        try
        {
            var json = new Utf8JsonReader(Raw.Span, new JsonReaderOptions { MaxDepth = isWrapped ? MaxDepth + 1 : MaxDepth });
            var members = new MessageMembers();
            var isObject = members.TryRead(ref json, isWrapped);
            return isObject ? Check(members, tenantId) : Bad("The body must be a JSON object, such as {\"request_id\":\"test-123\",\"message\":\"Hello\"}.");
        }
        catch (JsonException e)
        {
            return Bad(
                $"The body is not valid JSON, see line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}. At most {MaxDepth} levels may be nested.");
        }
        catch (InvalidOperationException)
        {
            return Bad("The name of a member is not Unicode text.");
        }
    }

    private ProblemHttpResult? Check(MessageMembers members, string tenantId)
    {
        if (members.Repeated is { } repeated)
        {
            return Bad($"{repeated} is there twice.");
        }

        if (members.NoText is { } name)
        {
            return Bad($"{name} must be a string of Unicode text.");
        }

        RequestId = members.RequestId ?? Guid.CreateVersion7().ToString();
        if (RequestId.Length is 0 or > MaxNameLength || RequestId.AsSpan().ContainsAnyExcept(RequestIdCharacters))
        {
            return Bad($"request_id must have 1 to {MaxNameLength} characters of A-Z, a-z, 0-9, '.', '_', ':' and '-'.");
        }

        if (members.Sender is { Length: > MaxNameLength })
        {
            return Bad($"sender must have at most {MaxNameLength} characters.");
        }

        if (members.TenantId is { } tenant && tenant != tenantId)
        {
            return TenantRefusal.Refuse();
        }

        Sender = members.Sender;
        Data = members.Data is { } data ? Raw[data] : EmptyObject;
        return null;
    }

    private static ProblemHttpResult Bad(string detail) => Problems.Of(StatusCodes.Status400BadRequest, detail);
}
