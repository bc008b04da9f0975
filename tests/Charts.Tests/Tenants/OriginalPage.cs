using System.Text.RegularExpressions;
using DemoApp.TestSupport;

namespace DemoApp.Charts.Tests.Tenants;

/// <summary>The commands of the original's page (a copy of them is in TestData), and the table of those that are different here.</summary>
internal static partial class OriginalPage
{
    /// <summary>Every command, on one line.</summary>
    public static IReadOnlyList<string> Commands { get; } =
        [.. KubernetesPage.Blocks("tests/Charts.Tests/Tenants/TestData/original-page.md", "sh").SelectMany(OfBlock).Distinct()];

    /// <summary>The table of docs/compatibility.md: by command of the page, the cell that says what to do here.</summary>
    public static IReadOnlyDictionary<string, string> Different { get; } = File
        .ReadLines(Path.Combine(Repository.Root, "docs/compatibility.md"))
        .SkipWhile(line => line != "## Commands").Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => line.Split(" | "))
        .SelectMany(cells => Code().Matches(cells[0]).Select(code => (Command: code.Groups[1].Value, Here: cells[1])))
        .ToDictionary(row => row.Command, row => row.Here);

    /// <summary>Every command that the table gives instead.</summary>
    public static IEnumerable<string> Replacements =>
        Different.Values.Distinct().SelectMany(here => Code().Matches(here)).Select(code => code.Groups[1].Value);

    // Comments end at their line; a line goes on after a backslash, and in a text in quotes.
    private static IEnumerable<string> OfBlock(string block)
    {
        var command = "";
        foreach (var line in block.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            command += line.EndsWith('\\') ? line[..^1].TrimEnd() + " " : line + " ";
            if (!line.EndsWith('\\') && command.Count(c => c == '\'') % 2 == 0)
            {
                yield return command.TrimEnd();
                command = "";
            }
        }
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
