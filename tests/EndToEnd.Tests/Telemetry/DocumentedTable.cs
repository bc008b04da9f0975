using System.Text.RegularExpressions;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests.Telemetry;

/// <summary>The tables of docs/telemetry.md.</summary>
internal static partial class DocumentedTable
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Repository.Root, "docs/telemetry.md"));

    private static readonly Dictionary<string, List<string>> Groups =
        Rows("### Groups of attributes").ToDictionary(row => row["group"].Trim('*'), row => Codes(row["attributes"]));

    /// <summary>The rows of the first table below a heading, each by the names of its columns.</summary>
    public static List<IReadOnlyDictionary<string, string>> Rows(string heading)
    {
        var table = Lines.SkipWhile(line => line != heading).Skip(1).TakeWhile(line => !line.StartsWith('#'))
            .SkipWhile(line => !line.StartsWith('|')).TakeWhile(line => line.StartsWith('|')).Select(Cells).ToList();
        Assert.True(table.Count > 2, $"docs/telemetry.md has no table below \"{heading}\".");
        return [.. table.Skip(2).Select(cells => table[0].Zip(cells).ToDictionary(cell => cell.First, cell => cell.Second))];
    }

    /// <summary>What is written as code in a cell.</summary>
    public static List<string> Codes(string cell) => [.. Code().Matches(cell).Select(match => match.Groups[1].Value)];

    /// <summary>The attributes in a cell: those written as code, and those of the groups in italics.</summary>
    public static HashSet<string> Attributes(string cell) =>
        [.. Codes(cell), .. Italics().Matches(Code().Replace(cell, "")).SelectMany(match => Groups[match.Groups[1].Value])];

    private static string[] Cells(string line) => [.. line.Trim()[1..^1].Split('|').Select(cell => cell.Trim())];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\*([^*]+)\*")]
    private static partial Regex Italics();
}
