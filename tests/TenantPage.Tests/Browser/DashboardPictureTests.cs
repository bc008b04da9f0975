using System.Net.Http.Json;
using DemoApp.TestSupport;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>A run of the app host, in which the page's link to a trace shows it on the Aspire dashboard.</summary>
public sealed class DashboardPictureTests
{
    [Fact]
    public async Task TraceLink_OfThePage_ShowsBothServicesAndSidecarsOnTheDashboard()
    {
        Chromium.SkipUnlessInstalled();
        var run = new AppHostRun();
        await using var host = ChildProcess.StartInGroup(Repository.Executable("APP_HOST", "tools/AppHost"), [], run.Variables());
        await host.LineAsync("curl -X POST", seconds: 90);
        using var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{run.PagePort}") };
        using var tried = await http.PostAsJsonAsync("/api/try", new { message = "Hello" }, TestContext.Current.CancellationToken);
        var answer = await tried.Content.ReadFromJsonAsync<Dictionary<string, object>>(TestContext.Current.CancellationToken);

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright);
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1280, Height = 700 } });
        await Eventually.TrueAsync(
            async () => (await http.GetStringAsync($"http://localhost:{run.DashboardPort}/api/telemetry/traces/{answer!["traceId"]}")).Contains("POST /process"),
            "the dashboard has the trace", TimeSpan.FromSeconds(30));
        await page.GotoAsync($"http://localhost:{run.PagePort}/trace/{answer!["traceId"]}");
        foreach (var name in (string[])["tenant-page", "sender-service", "receiver-service", "sender", "receiver"])
        {
            await Assertions.Expect(page.GetByText(name, new() { Exact = true }).First).ToBeVisibleAsync(new() { Timeout = 20_000 });
        }

        Assert.StartsWith($"http://localhost:{run.DashboardPort}/traces/detail/", page.Url, StringComparison.Ordinal);
        if (Pictures.AreWritten)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures.Folder, "dashboard-trace.png"), Animations = ScreenshotAnimations.Disabled });
        }

        host.SignalGroup(ChildProcess.SigTerm);
        await host.ExitCodeAsync(20);
    }
}
