using System.Text.Json;

namespace DemoApp.ServiceDefaults;

/// <summary>The members of a message that the services know, found in one pass and without a document in memory: the rest is only sent on.</summary>
internal sealed class MessageMembers
{
    private bool _hasRequestId;
    private bool _hasTenantId;
    private bool _hasSender;
    private bool _hasData;

    public string? RequestId { get; private set; }

    public string? TenantId { get; private set; }

    public string? Sender { get; private set; }

    /// <summary>Where the value of <c>data</c> is in the body.</summary>
    public Range? Data { get; private set; }

    /// <summary>A member that is there twice: which of the two counts would be the next reader's choice.</summary>
    public string? Repeated { get; private set; }

    /// <summary>A member that should be text and is none.</summary>
    public string? NoText { get; private set; }

    /// <summary>Reads to the end of the body; false where it is no object.</summary>
    /// <exception cref="JsonException">It is not JSON, or nested too deep.</exception>
    /// <exception cref="InvalidOperationException">A name has half of an escaped surrogate pair, such as "\ud800" (RFC 8259, 8.2).</exception>
    public bool TryRead(ref Utf8JsonReader json, bool isWrapped)
    {
        json.Read();
        var isObject = json.TokenType == JsonTokenType.StartObject;
        if (!isObject)
        {
            json.Skip();
        }

        while (isObject && json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("request_id"u8))
            {
                RequestId = Text(ref json, "request_id", ref _hasRequestId);
            }
            else if (json.ValueTextEquals("tenant_id"u8))
            {
                TenantId = Text(ref json, "tenant_id", ref _hasTenantId);
            }
            else if (isWrapped && json.ValueTextEquals("sender"u8))
            {
                Sender = Text(ref json, "sender", ref _hasSender);
            }
            else if (isWrapped && json.ValueTextEquals("data"u8))
            {
                Once("data", ref _hasData);
                json.Read();
                var start = (int)json.TokenStartIndex;
                json.Skip();
                Data = start..(int)json.BytesConsumed;
            }
            else
            {
                json.Skip();
            }
        }

        // Behind the body's end nothing may follow.
        json.Read();
        return isObject;
    }

    private string? Text(ref Utf8JsonReader json, string name, ref bool isThere)
    {
        Once(name, ref isThere);
        json.Read();
        try
        {
            if (json.TokenType == JsonTokenType.String)
            {
                return json.GetString();
            }
        }
        catch (InvalidOperationException)
        {
            // Half of an escaped surrogate pair: valid JSON, but no text.
            NoText ??= name;
            return null;
        }

        if (json.TokenType != JsonTokenType.Null)
        {
            NoText ??= name;
        }

        json.Skip();
        return null;
    }

    private void Once(string name, ref bool isThere)
    {
        if (isThere)
        {
            Repeated ??= name;
        }

        isThere = true;
    }
}
