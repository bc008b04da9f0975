using System.Globalization;
using DemoApp.TestSupport;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>The viewer ends and starts again while its page is open.</summary>
public sealed class OutageTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private readonly string[] _arguments = ["--page-port", FreePort.Next().ToString(CultureInfo.InvariantCulture)];

    [Fact]
    public async Task Server_GoneAndBack_IsToldAndThePageGoesOn()
    {
        var first = await StartViewerAsync(_arguments);
        Provokes("ERR_");
        Page = await NewPageAsync(Options, first.Page);
        await OpenAsync("/");
        await Expect(Main.GetByRole(AriaRole.Heading, new() { Name = "No requests have been seen yet" })).ToBeVisibleAsync();
        var banner = Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = $"The telemetry viewer at {first.Page.Authority} does not answer." });
        await Expect(banner).ToHaveCountAsync(0);

        await first.DisposeAsync();
        await Expect(banner).ToBeVisibleAsync();

        await StartViewerAsync(_arguments);
        await Expect(banner).ToHaveCountAsync(0);
        await Expect(Main.GetByText("No telemetry has come since the start.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Tail_ServerGoneAndBack_IsLiveAgain()
    {
        var first = await StartViewerAsync(_arguments);
        Provokes("ERR_");
        Page = await NewPageAsync(Options, first.Page);
        await OpenAsync("/logs");
        await Expect(Badge(Main, "live")).ToBeVisibleAsync();

        await first.DisposeAsync();
        await Expect(Badge(Main, "connection lost, trying again")).ToBeVisibleAsync();

        await StartViewerAsync(_arguments);
        await Expect(Badge(Main, "live")).ToBeVisibleAsync();
    }
}
