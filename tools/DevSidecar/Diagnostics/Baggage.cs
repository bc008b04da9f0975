using System.Text.RegularExpressions;

namespace DemoApp.DevSidecar.Diagnostics;

/// <summary>The W3C baggage header, which daprd refuses to pass on if it is malformed.</summary>
internal static partial class Baggage
{
    /// <summary>Describes what is wrong with a baggage header; null if nothing is.</summary>
    public static string? FindFault(string header) => header.Length switch
    {
        0 => null,
        > 8192 => "baggage string too large",
        _ => header.Split(',').Select(FindFaultOfMember).FirstOrDefault(fault => fault is not null),
    };

    private static string? FindFaultOfMember(string member)
    {
        var parts = member.Split(';');
        foreach (var property in parts[1..])
        {
            if (!Property().IsMatch(property))
            {
                return $"invalid baggage list-member property: {GoJson.Quote(property)}";
            }
        }

        var equals = parts[0].IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            return $"invalid baggage list-member: {GoJson.Quote(member)}";
        }

        var key = parts[0][..equals].Trim();
        if (!Token().IsMatch(key))
        {
            return $"invalid key: {GoJson.Quote(key)}";
        }

        var value = parts[0][(equals + 1)..].Trim();
        if (!Value().IsMatch(value))
        {
            return $"invalid value: {GoJson.Quote(value)}";
        }

        var escape = InvalidEscape().Match(value);
        return escape.Success ? $"invalid value: invalid URL escape {GoJson.Quote(escape.Value)}" : null;
    }

    // W3C Baggage: a token (RFC 7230), and printable ASCII without space, quote, comma, semicolon and backslash.
    [GeneratedRegex(@"\A[!#$%&'*+\-.^_`|~0-9A-Za-z]+\z")]
    private static partial Regex Token();

    [GeneratedRegex(@"\A[!#-+\x2D-:<-\[\]-~]*\z")]
    private static partial Regex Value();

    [GeneratedRegex(@"%(?![0-9A-Fa-f]{2}).{0,2}")]
    private static partial Regex InvalidEscape();

    [GeneratedRegex(@"\A[ \t]*[!#$%&'*+\-.^_`|~0-9A-Za-z]+[ \t]*(=[ \t]*([!#$&-+\x2D-:<-\[\]-~]|%[0-9A-Fa-f]{2})*[ \t]*)?\z")]
    private static partial Regex Property();
}
