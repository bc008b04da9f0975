using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>One browser and one local run for all tests of the page: starting them takes longer than most of the tests.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private const int RequestsBefore = 5;

    private IPlaywright? _playwright;

    /// <summary>The browser; each test has a context of its own in it.</summary>
    public IBrowser Browser { get; private set; } = null!;

    /// <summary>The two tenants whose telemetry the page shows.</summary>
    public LocalRun Run { get; private set; } = null!;

    /// <summary>Shows telemetry of an unexpected tenant.</summary>
    public ViewerProcess Forged { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Find() is null)
        {
            // Every test reports then that it is skipped.
            return;
        }

        try
        {
            await StartAsync();
        }
        catch
        {
            // The test framework does not dispose what did not start, and its processes would stay.
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (Forged is not null)
        {
            await Forged.DisposeAsync();
        }

        if (Run is not null)
        {
            await Run.DisposeAsync();
        }
    }

    private async Task StartAsync()
    {
        var run = LocalRun.StartAsync();
        var forged = ForgedTelemetry.StartAsync();
        try
        {
            _playwright = await Playwright.CreateAsync();
            Browser = await Chromium.LaunchAsync(_playwright);
        }
        finally
        {
            await Task.WhenAny(Task.WhenAll(run, forged));
            Run = run.IsCompletedSuccessfully ? await run : null!;
            Forged = forged.IsCompletedSuccessfully ? await forged : null!;
        }

        await Task.WhenAll(run, forged);
        // One request of each tenant failed, so that there is evidence to show.
        await Task.WhenAll(LocalRun.Tenants.Select(async tenant =>
        {
            await Run.FaultsAsync($"receiver-{tenant}", new { error_rate = 1 });
            await Run.SendAsync(tenant);
            await Run.FaultsAsync($"receiver-{tenant}", null);
            for (var i = 0; i < RequestsBefore; i++)
            {
                await Run.SendAsync(tenant);
            }

            // The sidecars' spans come last.
            foreach (var service in (string[])["sender-service", "receiver-service", "sender", "receiver"])
            {
                await Run.RowAsync(tenant, $"{service}-{tenant}", row => row["requests"]!.GetValue<long>() > RequestsBefore, "has some");
            }
        }));
    }
}

/// <summary>The tests of the page share one browser and one local run.</summary>
[CollectionDefinition(Name)]
public sealed class SharedBrowser : ICollectionFixture<BrowserFixture>
{
    public const string Name = "Browser";
}
