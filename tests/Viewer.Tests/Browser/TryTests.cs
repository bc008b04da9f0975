using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DemoApp.Viewer.Tests.Browser;

/// <summary>Try it: a request is sent from the page, which then shows its trace.</summary>
public sealed class TryTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Fact]
    public async Task Send_OfATenant_OpensItsTraceWithTheSpansOfAllProcesses()
    {
        await Page.GotoAsync("/");
        await Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Try it" }).ClickAsync();
        await Choice("Tenant").SelectOptionAsync("tenant2");
        await Main.GetByRole(AriaRole.Textbox, new LocatorGetByRoleOptions { Name = "Message" }).FillAsync("Hello from the browser");
        await Button("Send and open its trace").ClickAsync();

        await Expect(Page).ToHaveURLAsync(new Regex("/traces/[0-9a-f]{32}$"));
        await Expect(Heading("POST /send otlp-viewer")).ToBeVisibleAsync();
        var spans = Main.GetByRole(AriaRole.Treeitem);
        foreach (var process in (string[])["otlp-viewer", "sender-service", "sender-tenant2", "receiver-tenant2", "receiver-service"])
        {
            await Expect(spans.Filter(new LocatorFilterOptions { HasText = process }).First).ToBeVisibleAsync();
        }

        await Expect(Main.GetByText("incomplete")).ToHaveCountAsync(0);
    }
}
