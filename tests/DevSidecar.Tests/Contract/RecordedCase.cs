using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DemoApp.DevSidecar.Tests.Contract;

/// <summary>One exchange that was recorded from a real daprd.</summary>
public sealed record RecordedCase(int Index, JsonObject Json)
{
    public string Name => $"{Index:00} {(string)Json["name"]!}";

    public string Sidecar => (string)Json["sidecar"]!;

    public JsonObject Request => Json["request"]!.AsObject();

    public JsonObject Response => Json["response"]!.AsObject();

    public double Seconds => (double?)Json["seconds"] ?? 0;

    public static IReadOnlyList<RecordedCase> Load(string file)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Contract", "recorded", file + ".json"));
        var root = JsonNode.Parse(text)!;
        var cases = root as JsonArray ?? root["cases"]!.AsArray();
        return [.. cases.Select((node, index) => new RecordedCase(index, node!.AsObject()))];
    }

    public static TheoryData<string> Names(string file) => [.. Load(file).Select(recorded => recorded.Name)];

    /// <summary>The bytes of a recorded body: a text as it stands, one character a byte, anything else as Python writes JSON.</summary>
    public static byte[]? Body(JsonNode? body)
    {
        if (body is null)
        {
            return null;
        }

        if (body is JsonObject repeated && repeated.ContainsKey("$repeat"))
        {
            return Encoding.Latin1.GetBytes(Repeat(repeated));
        }

        if (body.GetValueKind() == JsonValueKind.String)
        {
            var text = (string)body!;
            return text.StartsWith("len:", StringComparison.Ordinal)
                ? Encoding.ASCII.GetBytes(new string('x', int.Parse(text.AsSpan(4), null))) : Encoding.Latin1.GetBytes(text);
        }

        var json = new StringBuilder();
        Write(json, body);
        return Encoding.UTF8.GetBytes(json.ToString());
    }

    /// <summary>The text of a recorded header: several of one name are a list, a long one is a repeated character.</summary>
    public static string Header(JsonNode value) => value switch
    {
        JsonArray several => string.Join(", ", several.Select(item => (string)item!)),
        JsonObject repeated => Repeat(repeated),
        _ => (string)value!,
    };

    private static string Repeat(JsonObject repeated) => new(((string)repeated["$repeat"]!)[0], (int)repeated["count"]!);

    private static void Write(StringBuilder json, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject repeated when repeated.ContainsKey("$repeat"):
                json.Append('"').Append(Repeat(repeated)).Append('"');
                break;
            case JsonObject members:
                json.Append('{');
                foreach (var (name, value) in members)
                {
                    if (json[^1] != '{')
                    {
                        json.Append(", ");
                    }

                    json.Append(JsonSerializer.Serialize(name)).Append(": ");
                    Write(json, value);
                }

                json.Append('}');
                break;
            case JsonArray items:
                json.Append('[');
                foreach (var item in items)
                {
                    if (json[^1] != '[')
                    {
                        json.Append(", ");
                    }

                    Write(json, item);
                }

                json.Append(']');
                break;
            default:
                json.Append(node?.ToJsonString() ?? "null");
                break;
        }
    }
}
