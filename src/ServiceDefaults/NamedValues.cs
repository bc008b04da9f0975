using System.Text;

namespace DemoApp.ServiceDefaults;

/// <summary>Lists of the form <c>name=value,name=value</c>, percent-encoded, as OpenTelemetry writes them in variables.</summary>
internal static class NamedValues
{
    // Blanks and tabs may stand around names and values (W3C Baggage, which OpenTelemetry refers to); a line break may not.
    private const string Blanks = " \t";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The pairs of <paramref name="text"/> in their order, decoded.</summary>
    /// <exception cref="InvalidSettingException">An entry without "=" or with a bad encoding; its text, which may be a key, is not shown.</exception>
    public static IEnumerable<KeyValuePair<string, string>> Read(string variable, string? text)
    {
        var place = 0;
        foreach (var entry in (text ?? "").Split(','))
        {
            var pair = entry.Trim();
            if (pair.Length == 0)
            {
                continue;
            }

            place++;
            var equals = entry.IndexOf('=', StringComparison.Ordinal);
            if (entry.AsSpan(0, Math.Max(0, equals)).Trim(Blanks).IsEmpty)
            {
                throw new InvalidSettingException($"{variable} has no \"=\" in entry {place}, but must be a list such as name=value,other=value");
            }

            var (name, value) = (Decode(entry.AsSpan(0, equals).Trim(Blanks)), Decode(entry.AsSpan(equals + 1).Trim(Blanks)));
            yield return name is not null && value is not null
                ? new(name, value)
                : throw new InvalidSettingException($"{variable} has a bad percent-encoding in entry {place}, but must be UTF-8 with %25 for a percent sign");
        }
    }

    /// <summary>The text that is encoded, or null where a percent sign has no two hexadecimal digits or the bytes are not UTF-8.</summary>
    private static string? Decode(ReadOnlySpan<char> encoded)
    {
        if (!encoded.Contains('%'))
        {
            return encoded.ToString();
        }

        var bytes = new List<byte>(encoded.Length);
        for (var i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] != '%')
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(encoded[i].ToString()));
            }
            else if (i + 2 < encoded.Length && char.IsAsciiHexDigit(encoded[i + 1]) && char.IsAsciiHexDigit(encoded[i + 2]))
            {
                bytes.Add(byte.Parse(encoded.Slice(i + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null));
                i += 2;
            }
            else
            {
                return null;
            }
        }

        try
        {
            return Utf8.GetString([.. bytes]);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
