using System.Globalization;

namespace DemoApp.ServiceDefaults;

/// <summary>Text from elsewhere, made fit for a line of a log.</summary>
public static class OneLine
{
    // Reasons of others are sentences; what is longer is a mistake or an attempt.
    private const int MaxLength = 500;

    /// <summary>The first 500 characters of <paramref name="text"/>, with � for everything that would end or disguise a line.</summary>
    public static string Of(string text)
    {
        var end = Math.Min(text.Length, MaxLength);
        return text.AsSpan(0, end).IndexOfAnyExceptInRange(' ', '~') < 0 && end == text.Length
            ? text
            : string.Create(end, text, static (line, text) =>
            {
                for (var i = 0; i < line.Length; i++)
                {
                    line[i] = IsVisible(text[i]) ? text[i] : '\uFFFD';
                }
            });
    }

    private static bool IsVisible(char c) => char.GetUnicodeCategory(c) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate);
}
