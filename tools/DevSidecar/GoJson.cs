using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DemoApp.DevSidecar;

/// <summary>JSON as Go reads and writes it, because clients can see the difference in stored values.</summary>
internal static partial class GoJson
{
    /// <summary>Reads the first value of a text. Invalid text becomes U+FFFD; what follows the value is ignored.</summary>
    /// <exception cref="JsonException">The text has no value.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> json)
    {
        var text = SurrogateEscape().Replace(
            Encoding.UTF8.GetString(json), static escape => escape.Groups["lone"].Success ? @"\ufffd" : escape.Value);
        var reader = new Utf8JsonReader(
            Encoding.UTF8.GetBytes(text), new JsonReaderOptions { AllowMultipleValues = true, MaxDepth = 1000 });
        return JsonElement.ParseValue(ref reader);
    }

    /// <summary>Writes a value compactly, the names of an object in order, numbers as Go prints a float64.</summary>
    /// <exception cref="JsonException">A number is too large for a float64.</exception>
    public static byte[] Canonical(JsonElement value)
    {
        var builder = new StringBuilder();
        Append(builder, value);
        return Encoding.UTF8.GetBytes(builder.ToString());
    }

    public static string Quote(string text) => AppendString(new StringBuilder(text.Length + 2), text).ToString();

    private static StringBuilder AppendString(StringBuilder builder, string text)
    {
        builder.Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' or '\\' => builder.Append('\\').Append(c),
                '\n' => builder.Append("\\n"),
                '\r' => builder.Append("\\r"),
                '\t' => builder.Append("\\t"),
                '\b' => builder.Append("\\b"),
                '\f' => builder.Append("\\f"),
                < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029' => builder.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => builder.Append(c),
            };
        }

        return builder.Append('"');
    }

    private static void Append(StringBuilder builder, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                // Of two equal names Go keeps the last.
                var members = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
                foreach (var member in value.EnumerateObject())
                {
                    members[member.Name] = member.Value;
                }

                AppendList(builder, '{', members, '}', static (builder, member) =>
                {
                    AppendString(builder, member.Key).Append(':');
                    Append(builder, member.Value);
                });
                break;
            case JsonValueKind.Array:
                AppendList(builder, '[', value.EnumerateArray(), ']', Append);
                break;
            case JsonValueKind.String:
                AppendString(builder, value.GetString()!);
                break;
            case JsonValueKind.Number:
                builder.Append(FormatNumber(value.GetDouble()));
                break;
            default:
                builder.Append(value.GetRawText());
                break;
        }
    }

    private static void AppendList<T>(StringBuilder builder, char open, IEnumerable<T> items, char close, Action<StringBuilder, T> append)
    {
        builder.Append(open);
        foreach (var item in items)
        {
            append(builder, item);
            builder.Append(',');
        }

        builder.Length -= builder[^1] == ',' ? 1 : 0;
        builder.Append(close);
    }

    private static string FormatNumber(double number)
    {
        if (!double.IsFinite(number))
        {
            throw new JsonException("a number does not fit into a float64");
        }

        var text = number.ToString("R", CultureInfo.InvariantCulture);
        var isPlain = Math.Abs(number) is 0 or (>= 1e-6 and < 1e21);
        return isPlain && text.Contains('E', StringComparison.Ordinal)
            ? decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)
            : text.Replace('E', 'e');
    }

    // Every escape is matched, so that a backslash before another one does not begin an escape of its own.
    [GeneratedRegex(@"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<lone>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)")]
    private static partial Regex SurrogateEscape();
}
