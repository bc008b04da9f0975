using System.Text.Json;
using DemoApp.DevSidecar.State;

namespace DemoApp.DevSidecar.HttpApi;

/// <summary>The JSON of the state API: names in any case, as Go takes them, and faults in Go's words.</summary>
internal static class StateJson
{
    public static string? FaultOfList(JsonElement list)
    {
        if (list.ValueKind == JsonValueKind.Null) return null;
        if (list.ValueKind != JsonValueKind.Array) return $"json: cannot unmarshal {KindOf(list)} into Go value of type []state.SetRequest";
        foreach (var item in list.EnumerateArray())
            if (FaultOfItem(item) is { } fault) return fault;
        return null;
    }

    public static string? FaultOfItem(JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object) return $"json: cannot unmarshal {KindOf(item)} into Go value of type state.SetRequest";
        return FaultOfText(item, "key") ?? FaultOfText(item, "etag") ?? FaultOfMap(item, "metadata") ?? FaultOfOptions(item);
    }

    public static StateOperation Read(JsonElement item, Dictionary<string, string>? requestMetadata, bool write)
    {
        var metadata = Find(item, "metadata") is { ValueKind: JsonValueKind.Object } map
            ? map.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString() ?? "", StringComparer.Ordinal)
            : null;
        foreach (var (name, text) in requestMetadata ?? []) (metadata ??= new(StringComparer.Ordinal))[name] = text;
        var options = Find(item, "options") is { ValueKind: JsonValueKind.Object } found ? found : default(JsonElement?);
        return new StateOperation(Text(item, "key") ?? "")
        {
            Value = !write ? null : Find(item, "value") is { } value ? GoJson.Canonical(value) : "null"u8.ToArray(),
            Etag = Text(item, "etag"),
            Metadata = metadata,
            Concurrency = options is null ? null : Text(options.Value, "concurrency"),
            Consistency = options is null ? null : Text(options.Value, "consistency"),
        };
    }

    public static string? ReadKeys(JsonElement body, out List<string> keys)
    {
        keys = [];
        if (body.ValueKind == JsonValueKind.Null) return null;
        if (body.ValueKind != JsonValueKind.Object) return $"json: cannot unmarshal {KindOf(body)} into Go value of type http.BulkGetRequest";
        if (Find(body, "keys") is not { } list || list.ValueKind == JsonValueKind.Null) return null;
        if (list.ValueKind != JsonValueKind.Array) return $"json: cannot unmarshal {KindOf(list)} into Go struct field BulkGetRequest.keys of type []string";
        foreach (var key in list.EnumerateArray())
        {
            if (key.ValueKind != JsonValueKind.String) return $"json: cannot unmarshal {KindOf(key)} into Go struct field BulkGetRequest.keys of type string";
            keys.Add(key.GetString()!);
        }

        return null;
    }

    public static string? ReadTransaction(JsonElement body, out List<(string Kind, JsonElement Request)> operations)
    {
        operations = [];
        if (body.ValueKind == JsonValueKind.Null) return null;
        if (body.ValueKind != JsonValueKind.Object) return $"json: cannot unmarshal {KindOf(body)} into Go value of type http.stateTransactionRequestBody";
        if (Find(body, "operations") is not { } list || list.ValueKind == JsonValueKind.Null) return null;
        if (list.ValueKind != JsonValueKind.Array) return $"json: cannot unmarshal {KindOf(list)} into Go struct field stateTransactionRequestBody.operations of type []http.stateTransactionRequestBodyOperation";
        foreach (var operation in list.EnumerateArray())
        {
            if (operation.ValueKind != JsonValueKind.Object) return $"json: cannot unmarshal {KindOf(operation)} into Go struct field stateTransactionRequestBody.operations of type http.stateTransactionRequestBodyOperation";
            if (FaultOfText(operation, "operation") is { } fault) return fault;
            operations.Add((Text(operation, "operation") ?? "", Find(operation, "request") ?? default));
        }

        return null;
    }

    private static JsonElement? Find(JsonElement item, string name)
    {
        JsonElement? found = null;
        foreach (var member in item.EnumerateObject())
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) found = member.Value;
        return found;
    }

    private static string? Text(JsonElement item, string name) => Find(item, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static string? FaultOfText(JsonElement item, string name) =>
        Find(item, name) is { ValueKind: not (JsonValueKind.String or JsonValueKind.Null) } other
            ? $"json: cannot unmarshal {KindOf(other)} into Go struct field SetRequest.{name} of type string"
            : null;

    private static string? FaultOfMap(JsonElement item, string name)
    {
        if (Find(item, name) is not { ValueKind: not JsonValueKind.Null } map) return null;
        if (map.ValueKind != JsonValueKind.Object) return $"json: cannot unmarshal {KindOf(map)} into Go struct field SetRequest.{name} of type map[string]string";
        foreach (var member in map.EnumerateObject())
            if (member.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Null)) return $"json: cannot unmarshal {KindOf(member.Value)} into Go struct field SetRequest.{name} of type string";
        return null;
    }

    private static string? FaultOfOptions(JsonElement item)
    {
        if (Find(item, "options") is not { ValueKind: not JsonValueKind.Null } options) return null;
        if (options.ValueKind != JsonValueKind.Object) return $"json: cannot unmarshal {KindOf(options)} into Go struct field SetRequest.options of type state.SetStateOption";
        return FaultOfText(options, "concurrency") ?? FaultOfText(options, "consistency");
    }

    private static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "bool",
        _ => "null",
    };
}
