using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>The browser of the tests: the one that <c>CHROMIUM</c> names, else the system's.</summary>
public static class Chromium
{
    /// <summary>Where Debian, Google and Ubuntu put it; tests/run.sh looks at the same places.</summary>
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser"];

    // Without a sandbox, because a container's root has none; the rest keeps the browser from asking servers of its own.
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    /// <summary>Its executable, or null where there is none.</summary>
    /// <exception cref="FileNotFoundException"><c>CHROMIUM</c> names a file that does not exist.</exception>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named)
        {
            return File.Exists(named) ? named : throw new FileNotFoundException($"CHROMIUM names {named}, which does not exist.");
        }

        return Places.FirstOrDefault(File.Exists);
    }

    /// <summary>Skips the test where there is no browser.</summary>
    public static void SkipUnlessInstalled() =>
        Assert.SkipUnless(Find() is not null, "Chromium is not installed (Debian's chromium, or CHROMIUM=/path/to/chromium).");

    /// <summary>Starts it without a window.</summary>
    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) =>
        playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Find(), Args = Arguments });
}
