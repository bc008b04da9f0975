using System.Security.Cryptography;
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
        Assert.SkipUnless(IsInstalled("node") && IsInstalled("npm"), "Node.js and npm are not installed.");
        await InstallAsync();

        await using var npm = ChildProcess.Start("npm", ["run", "--silent", script], workingDirectory: Folder);

        Assert.True(await npm.ExitCodeAsync(120) == 0, npm.Tail(200));
    }

    private static bool IsInstalled(string command) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, command)));

    /// <summary>Installs what the lock file says, unless that was done already.</summary>
    private static async Task InstallAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var stamp = Path.Combine(Folder, "node_modules/.lock-hash");
        var lockFile = await File.ReadAllBytesAsync(Path.Combine(Folder, "package-lock.json"), cancellation);
        var hash = Convert.ToHexStringLower(SHA256.HashData(lockFile));
        if (File.Exists(stamp) && await File.ReadAllTextAsync(stamp, cancellation) == hash)
        {
            return;
        }

        await using var npm = ChildProcess.Start("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], workingDirectory: Folder);
        Assert.True(await npm.ExitCodeAsync(120) == 0, npm.Tail());
        await File.WriteAllTextAsync(stamp, hash, cancellation);
    }
}
