using Microsoft.Playwright;

namespace DemoApp.Viewer.Tests.Browser;

/// <summary>One browser and one local run for all tests of the page: to start both takes longer than most of the tests.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private IPlaywright? _playwright;

    /// <summary>The browser; each test has a context of its own in it.</summary>
    public IBrowser Browser { get; private set; } = null!;

    /// <summary>The two tenants whose telemetry the page shows.</summary>
    public LocalRun Run { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Find() is null)
        {
            // Every test says then that it is skipped.
            return;
        }

        var run = LocalRun.StartAsync();
        _playwright = await Playwright.CreateAsync();
        Browser = await Chromium.LaunchAsync(_playwright);
        Run = await run;
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (Run is not null)
        {
            await Run.DisposeAsync();
        }
    }
}

/// <summary>The tests of the page share one browser and one local run.</summary>
[CollectionDefinition(Name)]
public sealed class SharedBrowser : ICollectionFixture<BrowserFixture>
{
    public const string Name = "Browser";
}
