using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>One browser, one local run and the traces that the tests look at: to have them takes longer than most of the tests.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    /// <summary>How long <see cref="Slow"/> waits on purpose, in milliseconds.</summary>
    public const int SlowMs = 1000;

    private IPlaywright? _playwright;

    /// <summary>The browser; each test has a context of its own in it.</summary>
    public IBrowser Browser { get; private set; } = null!;

    /// <summary>The two tenants whose telemetry the page shows.</summary>
    public LocalRun Run { get; private set; } = null!;

    /// <summary>Shows telemetry of an unexpected tenant.</summary>
    public ViewerProcess Forged { get; private set; } = null!;

    /// <summary>A trace of tenant1 without an error.</summary>
    public KnownTrace Good { get; private set; } = null!;

    /// <summary>A trace of tenant1 of more than <see cref="SlowMs"/>, without an error.</summary>
    public KnownTrace Slow { get; private set; } = null!;

    /// <summary>A trace of tenant2 in which the state store failed.</summary>
    public KnownTrace Failed { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Find() is null)
        {
            // Every test says then that it is skipped.
            return;
        }

        Run = await LocalRun.StartAsync();
        var forged = ForgedTelemetry.StartAsync();
        _playwright = await Playwright.CreateAsync();
        Browser = await Chromium.LaunchAsync(_playwright);
        Forged = await forged;
        var failed = WithFaultAsync("receiver-tenant2", new { database_failure_rate = 1 }, "tenant2");
        Good = new KnownTrace(await Run.TraceAsync("tenant1"));
        Slow = await WithFaultAsync("receiver-tenant1", new { latency_ms = SlowMs }, "tenant1");
        Failed = await failed;
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

    private async Task<KnownTrace> WithFaultAsync(string appId, object fault, string tenant)
    {
        await Run.FaultsAsync(appId, fault);
        var trace = await Run.TraceAsync(tenant);
        await Run.FaultsAsync(appId, null);
        return new KnownTrace(trace);
    }
}

/// <summary>The tests of the page share one browser and one local run.</summary>
[CollectionDefinition(Name)]
public sealed class SharedBrowser : ICollectionFixture<BrowserFixture>
{
    public const string Name = "Browser";
}
