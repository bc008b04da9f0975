using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>The way from the Overview to a span without a mouse.</summary>
public sealed class KeyboardTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Fact]
    public async Task SkipLink_IsFirstAndLeadsPastTheHeader()
    {
        await OpenAsync("/");
        await Page.Keyboard.PressAsync("Tab");
        var skip = Page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" });
        await Expect(skip).ToBeFocusedAsync();
        await Expect(skip).ToBeInViewportAsync();

        await Page.Keyboard.PressAsync("Enter");
        await Expect(Main).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Tab");
        Assert.True(await Main.EvaluateAsync<bool>("main => main !== document.activeElement && main.contains(document.activeElement)"));
    }

    [Fact]
    public async Task Keyboard_FromOverviewToASpansDetails_NeedsNoMouse()
    {
        await OpenAsync("/");
        await TabToAsync(Link("Traces of sender-service, tenant1"), 40);
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Title("Traces")).ToBeFocusedAsync();

        await TabToAsync(Rows("Traces").First.GetByRole(AriaRole.Link), 15);
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Title("POST /send")).ToBeVisibleAsync();

        await TabToAsync(Main.GetByRole(AriaRole.Treeitem).First, 15);
        await Page.Keyboard.PressAsync("ArrowDown");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.Locator(":focus")).ToHaveTextAsync("POST /send");
        await Expect(Main.GetByRole(AriaRole.Region, new() { Name = "POST /send" }).GetByRole(AriaRole.Table, new() { Name = "Attributes", Exact = true })).ToBeVisibleAsync();
    }

    /// <summary>Presses Tab until the focus is on <paramref name="target"/>, as someone does who sees where it is.</summary>
    private async Task TabToAsync(ILocator target, int atMost)
    {
        await Expect(target).ToBeVisibleAsync();
        for (var i = 0; i < atMost; i++)
        {
            await Page.Keyboard.PressAsync("Tab");
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }
        }

        Assert.Fail($"The focus is not on {target} after {atMost} times Tab.");
    }
}
