using System.Security.Cryptography;
using DemoApp.TestSupport;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>The pictures of docs/images: where they are, and what they are made from.</summary>
public static class Pictures
{
    /// <summary>True where the tests are to write them (<c>make docs</c>).</summary>
    public static bool AreWritten => Environment.GetEnvironmentVariable("DOCS") == "write";

    /// <summary>The folder.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "docs/images");

    /// <summary>Has the hash of every file that they are made from, as <c>sha256sum -c docs/images/sources.sha256</c> wants it.</summary>
    public static string SourcesFile { get; } = Path.Combine(Folder, "sources.sha256");

    /// <summary>The hashes as they are now.</summary>
    public static string Sources() => string.Concat(Files().Select(Line).Order(StringComparer.Ordinal));

    private static string Line(string file) =>
        $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}  {Path.GetRelativePath(Repository.Root, file)}\n";

    private static IEnumerable<string> Files()
    {
        const string Tests = "tests/TenantPage.Tests/Browser";
        var page = Path.Combine(Repository.Root, "tools/TenantPage/wwwroot");
        return Directory.EnumerateFiles(page, "*", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(page, file).StartsWith("lib/", StringComparison.Ordinal))
            .Append(Path.Combine(Repository.Root, Tests, "ScreenshotTests.cs"))
            .Append(Path.Combine(Repository.Root, Tests, "DocumentedTraffic.cs"));
    }
}
