namespace DemoApp.DevSidecar.Diagnostics;

/// <summary>The W3C baggage header, which daprd refuses to pass on when it is malformed.</summary>
internal static class Baggage
{
    /// <summary>Says what is wrong with a baggage header, or null when nothing is.</summary>
    public static string? FindFault(string header)
    {
        if (header.Length == 0) return null;
        if (header.Length > 8192) return "baggage string too large";
        foreach (var range in header.AsSpan().Split(','))
        {
            var member = header.AsSpan()[range];
            var properties = member.IndexOf(';');
            var pair = properties < 0 ? member : member[..properties];
            var equals = pair.IndexOf('=');
            if (equals < 0) return $"invalid baggage list-member: {GoJson.Quote(member.ToString())}";
            var key = pair[..equals].Trim();
            if (key.IsEmpty || !IsToken(key)) return $"invalid key: {GoJson.Quote(key.ToString())}";
            var value = pair[(equals + 1)..].Trim();
            if (!IsValue(value)) return $"invalid value: {GoJson.Quote(value.ToString())}";
        }

        return null;
    }

    private static bool IsToken(ReadOnlySpan<char> key)
    {
        foreach (var c in key)
            if (!char.IsAsciiLetterOrDigit(c) && !"!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal)) return false;
        return true;
    }

    private static bool IsValue(ReadOnlySpan<char> value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] is <= ' ' or '"' or ',' or ';' or '\\' or > '~') return false;
            if (value[i] == '%' && (i + 2 >= value.Length || !char.IsAsciiHexDigit(value[i + 1]) || !char.IsAsciiHexDigit(value[i + 2]))) return false;
        }

        return true;
    }
}
