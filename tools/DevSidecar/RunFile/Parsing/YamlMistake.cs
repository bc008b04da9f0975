using YamlDotNet.Core;

namespace DemoApp.DevSidecar.RunFile.Parsing;

/// <summary>What is wrong with a file that is no YAML, and on which line.</summary>
internal static class YamlMistake
{
    public static (int Line, string Message) Of(YamlException e, string fullPath)
    {
        // For a tab the parser names the line where the mapping begins; the person has to find the tab.
        var tab = e.Message.Contains("tab", StringComparison.Ordinal) ? LineWithLeadingTab(fullPath) : 0;
        return (tab > 0 ? tab : (int)Math.Max(1, e.End.Line), $"this is not valid YAML: {e.InnerException?.Message ?? e.Message}");
    }

    private static int LineWithLeadingTab(string fullPath) =>
        1 + Array.FindIndex(File.ReadAllLines(fullPath), line => line.TakeWhile(char.IsWhiteSpace).Contains('\t'));
}
