using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>Everything that the page does is done without a mouse.</summary>
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
    public async Task Keyboard_FromOverviewToAnAnswer_NeedsNoMouse()
    {
        await OpenAsync("/");
        var column = Table("Services by tenant").GetByRole(AriaRole.Columnheader, new() { Name = "Service" });
        await TabToAsync(column.GetByRole(AriaRole.Button));
        await Page.Keyboard.PressAsync("Enter");
        await Expect(column).ToHaveAttributeAsync("aria-sort", "ascending");
        await Expect(Rows("Services by tenant").First).ToContainTextAsync("receiver");

        await TabToAsync(Page.GetByRole(AriaRole.Link, new() { Name = "Try it" }).First, "Shift+Tab");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Title("Try it")).ToBeFocusedAsync();
        await TabToAsync(Button("Send"));
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Main.GetByText(new Regex("The Sender of tenant1 answered 200"))).ToBeVisibleAsync();
    }

    /// <summary>Presses a key until the focus is on <paramref name="target"/>, as someone does who sees where it is.</summary>
    private async Task TabToAsync(ILocator target, string key = "Tab")
    {
        const int AtMost = 40;
        await Expect(target).ToBeVisibleAsync();
        for (var i = 0; i < AtMost; i++)
        {
            await Page.Keyboard.PressAsync(key);
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }
        }

        Assert.Fail($"The focus is not on {target} after pressing {key} {AtMost} times.");
    }
}
