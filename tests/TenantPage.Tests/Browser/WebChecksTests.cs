using DemoApp.TestSupport;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>What checks the page's JavaScript without a browser: the compiler's types, ESLint, and the unit tests of Node.js.</summary>
public sealed class WebChecksTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests/TenantPage.Tests/Browser/web");

    [Theory]
    [InlineData("types")]
    [InlineData("lint")]
    [InlineData("test")]
    public async Task Script_FindsNothing(string script)
    {
        Assert.SkipUnless(NodePackages.AreAvailable, "Node.js and npm are not installed.");
        await NodePackages.InstallAsync(Folder, TestContext.Current.CancellationToken);

        await using var npm = ChildProcess.Start("npm", ["run", "--silent", script], workingDirectory: Folder);

        Assert.True(await npm.ExitCodeAsync(120) == 0, npm.Tail(200));
    }
}
