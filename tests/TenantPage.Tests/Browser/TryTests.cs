using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>Try it: a request is sent from the page, which then shows its trace.</summary>
public sealed class TryTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Fact]
    public async Task Send_OfATenant_OpensItsTraceWithTheSpansOfAllProcesses()
    {
        await OpenAsync("/");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Try it" }).ClickAsync();
        await Choice("Tenant").SelectOptionAsync("tenant2");
        await Field("Message").FillAsync("Hello from the browser");
        await Button("Send and open its trace").ClickAsync();

        await Expect(Page).ToHaveURLAsync(new Regex("/traces/[0-9a-f]{32}$"));
        await Expect(Title("POST /send tenant-page")).ToBeVisibleAsync();
        var spans = Main.GetByRole(AriaRole.Treeitem);
        foreach (var process in (string[])["tenant-page", "sender-service", "sender-tenant2", "receiver-tenant2", "receiver-service"])
        {
            await Expect(spans.Filter(new() { HasText = process }).First).ToBeVisibleAsync();
        }

        await Expect(Main.GetByText("incomplete")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Send_NobodyListens_SaysWhichAppDoesNotAnswer()
    {
        // A run file whose ports nobody has.
        var runFile = Path.GetTempFileName();
        await File.WriteAllTextAsync(
            runFile, $"apps: [ {{ appID: sender, appPort: {TestSupport.FreePort.Next()}, env: {{ TENANT_ID: tenant1 }} }} ]", TestContext.Current.CancellationToken);
        var viewer = await StartViewerAsync("--run-file", runFile);
        File.Delete(runFile);
        Provokes("502 (Bad Gateway)");
        Page = await NewPageAsync(Options, viewer.Page);

        await OpenAsync("/try");
        await Button("Send and open its trace").ClickAsync();

        await Expect(Main.GetByRole(AriaRole.Alert).Filter(new() { HasText = "sender does not answer at 127.0.0.1:" }).First).ToBeVisibleAsync();
        await Expect(Page).ToHaveURLAsync(new Regex("/try$"));
    }
}
