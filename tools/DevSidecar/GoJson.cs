using System.Globalization;
using System.Text;
using System.Text.Json;

namespace DemoApp.DevSidecar;

/// <summary>JSON as Go's encoder writes it, because clients can see the difference in lengths and stored values.</summary>
internal static class GoJson
{
    /// <summary>Writes a value compactly, the names of an object in order, numbers as Go prints a float64.</summary>
    public static byte[] Canonical(JsonElement value)
    {
        var builder = new StringBuilder();
        Append(builder, value);
        return Encoding.UTF8.GetBytes(builder.ToString());
    }

    public static string Quote(string text)
    {
        var builder = new StringBuilder(text.Length + 2);
        AppendString(builder, text);
        return builder.ToString();
    }

    public static void AppendString(StringBuilder builder, string text)
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
                < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029' => builder.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)),
                _ => builder.Append(c),
            };
        }

        builder.Append('"');
    }

    private static void Append(StringBuilder builder, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                AppendObject(builder, value);
                break;
            case JsonValueKind.Array:
                builder.Append('[');
                var first = true;
                foreach (var item in value.EnumerateArray())
                {
                    if (!first) builder.Append(',');
                    first = false;
                    Append(builder, item);
                }

                builder.Append(']');
                break;
            case JsonValueKind.String:
                AppendString(builder, value.GetString()!);
                break;
            case JsonValueKind.Number:
                builder.Append(FormatNumber(value.GetDouble()));
                break;
            case JsonValueKind.True:
                builder.Append("true");
                break;
            case JsonValueKind.False:
                builder.Append("false");
                break;
            default:
                builder.Append("null");
                break;
        }
    }

    private static void AppendObject(StringBuilder builder, JsonElement value)
    {
        // Of two equal names Go keeps the last.
        var members = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject()) members[member.Name] = member.Value;
        builder.Append('{');
        foreach (var (name, member) in members)
        {
            if (builder[^1] != '{') builder.Append(',');
            AppendString(builder, name);
            builder.Append(':');
            Append(builder, member);
        }

        builder.Append('}');
    }

    private static string FormatNumber(double number)
    {
        if (!double.IsFinite(number)) throw new FormatException("json: cannot unmarshal number into Go value of type float64");
        var magnitude = Math.Abs(number);
        if (magnitude is not 0 and (< 1e-6 or >= 1e21))
        {
            var text = number.ToString("R", CultureInfo.InvariantCulture);
            var e = text.IndexOf('E', StringComparison.Ordinal);
            var exponent = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            return string.Create(CultureInfo.InvariantCulture, $"{text[..e]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }

        var plain = number.ToString("R", CultureInfo.InvariantCulture);
        return plain.Contains('E', StringComparison.Ordinal) ? decimal.Parse(plain, NumberStyles.Float, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture) : plain;
    }
}
