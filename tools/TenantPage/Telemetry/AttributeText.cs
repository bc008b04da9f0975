using System.Globalization;
using System.Text.Json.Nodes;
using DemoApp.Otlp;

namespace DemoApp.TenantPage.Telemetry;

/// <summary>Attribute values as text: what people filter by and read.</summary>
internal static class AttributeText
{
    /// <summary>The text of the first attribute of that name with a value that is not empty, or null.</summary>
    public static string? Find(IReadOnlyList<KeyValue> attributes, string key)
    {
        for (var i = 0; i < attributes.Count; i++)
        {
            if (attributes[i].Key == key && Of(attributes[i].Value) is { Length: > 0 } text)
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>Numbers and truth values as they are written, bytes in base64, lists and maps as JSON.</summary>
    public static string Of(AnyValue? value) => value?.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => value.StringValue,
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.BytesValue => value.BytesValue.ToBase64(),
        AnyValue.ValueOneofCase.ArrayValue or AnyValue.ValueOneofCase.KvlistValue => Json(value)?.ToJsonString() ?? "",
        _ => "",
    };

    private static JsonNode? Json(AnyValue value) => value.ValueCase switch
    {
        AnyValue.ValueOneofCase.BoolValue => JsonValue.Create(value.BoolValue),
        AnyValue.ValueOneofCase.IntValue => JsonValue.Create(value.IntValue),
        AnyValue.ValueOneofCase.DoubleValue when double.IsFinite(value.DoubleValue) => JsonValue.Create(value.DoubleValue),
        AnyValue.ValueOneofCase.ArrayValue => new JsonArray([.. value.ArrayValue.Values.Select(Json)]),
        AnyValue.ValueOneofCase.KvlistValue => Map(value.KvlistValue),
        AnyValue.ValueOneofCase.None => null,
        _ => JsonValue.Create(Of(value)),
    };

    private static JsonObject Map(KeyValueList list)
    {
        var map = new JsonObject();
        foreach (var entry in list.Values)
        {
            map[entry.Key] = entry.Value is null ? null : Json(entry.Value);
        }

        return map;
    }
}
