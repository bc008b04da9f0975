using System.Text.RegularExpressions;
using DemoApp.TestSupport;

namespace DemoApp.TenantPage.Tests.Page;

/// <summary>The tool's README has every option, and no other.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public async Task Options_AreThoseOfTheHelp()
    {
        await using var help = ChildProcess.Start(ViewerProcess.Executable, ["--help"]);
        Assert.Equal(0, await help.ExitCodeAsync());
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tools/TenantPage/README.md"), TestContext.Current.CancellationToken);

        Assert.Equal(Options(string.Join('\n', help.Lines)).Except(["--help", "--version"]), Options(readme));
    }

    private static IEnumerable<string> Options(string text) => Option().Matches(text).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex(@"--[a-z]+(-[a-z]+)*")]
    private static partial Regex Option();
}
