using System.Buffers;

namespace DemoApp.ServiceDefaults;

/// <summary>What HTTP headers can carry (RFC 9110, 5.1 and 5.5); .NET sends ASCII only.</summary>
internal static class HeaderText
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>True for a token of RFC 9110.</summary>
    public static bool IsName(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(NameCharacters);

    /// <summary>True for printable ASCII; blanks and tabs only within, because those around a value are no part of it.</summary>
    public static bool IsValue(string text) => text.AsSpan().Trim(" \t").Length == text.Length
        && text.All(static c => c is '\t' or (>= ' ' and <= '~'));
}
