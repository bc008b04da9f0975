using System.Buffers;

namespace DemoApp.ServiceDefaults;

/// <summary>Judges a <c>baggage</c> header by the grammar and the limits of https://www.w3.org/TR/baggage/.</summary>
internal static class W3CBaggage
{
    private const int MaxBytes = 8192;
    private const int MaxMembers = 64;

    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // baggage-octet: printable ASCII without space, double quote, comma, semicolon and backslash.
    private static readonly SearchValues<char> Octet =
        SearchValues.Create("!#$%&'()*+-./0123456789:<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    public static bool IsValid(ReadOnlySpan<char> header)
    {
        if (header.Length > MaxBytes)
        {
            return false;
        }

        var members = 0;
        foreach (var member in header.Split(','))
        {
            if (++members > MaxMembers || !IsMember(header[member]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsMember(ReadOnlySpan<char> member)
    {
        var first = true;
        foreach (var part in member.Split(';'))
        {
            if (!IsPair(member[part].Trim(" \t"), valueRequired: first))
            {
                return false;
            }

            first = false;
        }

        return true;
    }

    // The first part is key=value; the properties behind it may be a key alone.
    private static bool IsPair(ReadOnlySpan<char> pair, bool valueRequired)
    {
        var equals = pair.IndexOf('=');
        if (equals < 0)
        {
            return !valueRequired && IsToken(pair);
        }

        return IsToken(pair[..equals].TrimEnd(" \t")) && IsValue(pair[(equals + 1)..].TrimStart(" \t"));
    }

    private static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(Token);

    private static bool IsValue(ReadOnlySpan<char> text)
    {
        if (text.ContainsAnyExcept(Octet))
        {
            return false;
        }

        for (var percent = text.IndexOf('%'); percent >= 0; percent = text.IndexOf('%'))
        {
            if (text.Length < percent + 3 || !char.IsAsciiHexDigit(text[percent + 1]) || !char.IsAsciiHexDigit(text[percent + 2]))
            {
                return false;
            }

            text = text[(percent + 3)..];
        }

        return true;
    }
}
