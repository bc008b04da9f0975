using System.Globalization;
using DemoApp.TestSupport;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>The page's server ends and starts again while the page is open.</summary>
public sealed class OutageTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private readonly string[] _arguments = ["--page-port", FreePort.Next().ToString(CultureInfo.InvariantCulture)];

    [Fact]
    public async Task Server_GoneAndBack_IsReportedAndThePageGoesOn()
    {
        var first = await StartViewerAsync(_arguments);
        Provokes("ERR_");
        Page = await NewPageAsync(Options, first.Page);
        await OpenAsync("/");
        await Expect(Main.GetByRole(AriaRole.Heading, new() { Name = "No requests yet" })).ToBeVisibleAsync();
        var banner = With(Page.GetByRole(AriaRole.Alert), $"The tenant page's server at {first.Page.Authority} is unreachable.");
        await Expect(banner).ToHaveCountAsync(0);

        await first.DisposeAsync();
        await Expect(banner).ToBeVisibleAsync();

        await StartViewerAsync(_arguments);
        await Expect(banner).ToHaveCountAsync(0);
        await Expect(Main.GetByText("No telemetry since the start.")).ToBeVisibleAsync();
    }
}
