using System.Text;
using System.Text.RegularExpressions;

namespace DemoApp.DevSidecar.RunFile.Output;

/// <summary>Makes a child's line safe to show behind a prefix: no cursor movements, no control characters.</summary>
internal static partial class TerminalText
{
    /// <summary>Colours stay when they are wanted; every other escape sequence goes.</summary>
    public static string Clean(string line, bool keepColours)
    {
        if (!line.AsSpan().ContainsAnyInRange('\0', '\u001f') && !line.AsSpan().ContainsAnyInRange('\u007f', '\u009f'))
            return line;
        var coloured = false;
        var text = EscapeSequence().Replace(line, match =>
        {
            var keep = keepColours && Colour().IsMatch(match.Value);
            coloured |= keep;
            return keep ? match.Value : "";
        });
        var clean = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c == '\t' || !char.IsControl(c) || (c == '\u001b' && coloured))
                clean.Append(c);
        }

        return coloured ? clean.Append("\u001b[0m").ToString() : clean.ToString();
    }

    // CSI sequences, OSC sequences (titles, links) up to their end, the short escapes, and an ESC that begins nothing.
    [GeneratedRegex(@"(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-Z\\^-~]|\u001b")]
    private static partial Regex EscapeSequence();

    [GeneratedRegex(@"^\u001b\[[0-9;:]*m$")]
    private static partial Regex Colour();
}
