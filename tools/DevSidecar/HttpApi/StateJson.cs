using System.Text.Json;
using DemoApp.DevSidecar.State;

namespace DemoApp.DevSidecar.HttpApi;

/// <summary>The JSON of a save: names in any case, as Go takes them.</summary>
internal static class StateJson
{
    /// <summary>The items to save; null stands for none.</summary>
    /// <exception cref="JsonException">The body is not a list.</exception>
    public static IEnumerable<JsonElement> Items(JsonElement body) => body.ValueKind switch
    {
        JsonValueKind.Null => [],
        JsonValueKind.Array => body.EnumerateArray(),
        var kind => throw new JsonException($"found {kind} instead of an array"),
    };

    /// <exception cref="JsonException">A member has the wrong type, or the key is missing.</exception>
    public static StateOperation Read(JsonElement item, IReadOnlyDictionary<string, string> requestMetadata)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in Object(Find(Object(item, "an item"), "metadata"), "metadata"))
        {
            metadata[member.Name] = Text(member.Value, "metadata") ?? "";
        }

        foreach (var (name, text) in requestMetadata)
        {
            metadata[name] = text;
        }

        var options = Object(Find(item.EnumerateObject(), "options"), "options");
        return new StateOperation(Text(Find(item.EnumerateObject(), "key"), "key") is { Length: > 0 } key
            ? key
            : throw new JsonException("\"key\" is a required field"))
        {
            Value = Find(item.EnumerateObject(), "value") is { ValueKind: not JsonValueKind.Undefined } value
                ? GoJson.Canonical(value)
                : "null"u8.ToArray(),
            Etag = Text(Find(item.EnumerateObject(), "etag"), "etag"),
            Metadata = metadata,
            Concurrency = Text(Find(options, "concurrency"), "concurrency"),
            Consistency = Text(Find(options, "consistency"), "consistency"),
        };
    }

    // Of two members of one name the last counts.
    private static JsonElement Find(IEnumerable<JsonProperty> members, string name) =>
        members.LastOrDefault(member => member.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static JsonElement.ObjectEnumerator Object(JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject(),
        JsonValueKind.Null or JsonValueKind.Undefined when name != "an item" => default,
        var kind => throw new JsonException($"{name} is {kind} instead of an object"),
    };

    private static string? Text(JsonElement value, string name) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        var kind => throw new JsonException($"{name} is {kind} instead of a string"),
    };
}
