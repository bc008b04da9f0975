using System.Text.RegularExpressions;
using DemoApp.TestSupport;

namespace DemoApp.Charts.Tests.Tenants;

/// <summary>The pages about Kubernetes, as their readers type them.</summary>
internal static partial class KubernetesPage
{
    /// <summary>The entry that the page adds to the list.</summary>
    public static string ThirdTenant => "\n" + Blocks("docs/kubernetes.md", "yaml").First(block => block.Contains("name: tenant3", StringComparison.Ordinal));

    /// <summary>Every command of a page, one a line.</summary>
    public static IEnumerable<string> Commands(string page) => CommandsByBlock(page).SelectMany(block => block);

    /// <summary>The same, block by block.</summary>
    public static IEnumerable<IReadOnlyList<string>> CommandsByBlock(string page) =>
        Blocks(page, "sh").Select(block => block.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).ToList());

    /// <summary>The list of the repository, with that entry behind it.</summary>
    public static async Task<TemporaryFile> ListOfThreeAsync()
    {
        var list = new TemporaryFile();
        await File.WriteAllTextAsync(list.Path, await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tenants.yaml")) + ThirdTenant);
        return list;
    }

    /// <summary>The blocks of a language, as they are written.</summary>
    public static IEnumerable<string> Blocks(string page, string language) =>
        Fence().Matches(File.ReadAllText(Path.Combine(Repository.Root, page))).Where(m => m.Groups[1].Value == language).Select(m => m.Groups[2].Value);

    [GeneratedRegex("(?ms)^```([a-z]+)\n(.*?)^```$")]
    private static partial Regex Fence();
}
