using System.Text.Json;

namespace DemoApp.ServiceDefaults;

/// <summary>Strings of JSON that may be no text.</summary>
public static class JsonText
{
    /// <summary>The text of a string, or null for any other value and for a string that is no Unicode text.</summary>
    public static string? Of(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half of an escaped surrogate pair, such as "\ud800": valid JSON, but no text.
            return null;
        }
    }
}
