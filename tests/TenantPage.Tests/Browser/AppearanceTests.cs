using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>The page in the dark, on a phone, and for readers who want nothing to move.</summary>
public sealed class AppearanceTests(BrowserFixture fixture) : EveryPageTest(fixture)
{
    [Theory]
    [InlineData(ColorScheme.Dark)]
    [InlineData(ColorScheme.Light)]
    public async Task Colours_Unchosen_AreTheSystems(ColorScheme scheme)
    {
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        await OpenAsync("/");
        Assert.Equal(scheme, await BackgroundAsync());

        var other = scheme == ColorScheme.Dark ? ColorScheme.Light : ColorScheme.Dark;
        await Page.EmulateMediaAsync(new() { ColorScheme = other });
        await Expect(Page.Locator("html")).ToHaveAttributeAsync("data-scheme", $"{other}".ToLowerInvariant());
        Assert.Equal(other, await BackgroundAsync());
    }

    [Fact]
    public async Task Colours_ChosenDark_StayWhenThePageIsOpenedAgain()
    {
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await OpenAsync("/");
        await Page.GetByRole(AriaRole.Combobox, new() { Name = "Colours" }).SelectOptionAsync("Dark");
        Assert.Equal(ColorScheme.Dark, await BackgroundAsync());

        Page = await Page.Context.NewPageAsync();
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await OpenAsync("/traces");
        Assert.Equal(ColorScheme.Dark, await BackgroundAsync());
        await Expect(Page.GetByRole(AriaRole.Combobox, new() { Name = "Colours" })).ToHaveValueAsync("dark");

        await Page.GetByRole(AriaRole.Combobox, new() { Name = "Colours" }).SelectOptionAsync("Auto");
        Assert.Equal(ColorScheme.Light, await BackgroundAsync());
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Phone_EveryPage_DoesNotScrollSideways(string page)
    {
        var options = Options;
        options.ViewportSize = new ViewportSize { Width = 360, Height = 740 };
        await ShowAsync(page, options);

        Assert.Equal(360, await Page.EvaluateAsync<int>("innerWidth"));
        Assert.Equal(360, await Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [Theory]
    [InlineData(ReducedMotion.Reduce, "0s")]
    [InlineData(ReducedMotion.NoPreference, "0.12s")]
    public async Task Motion_IsOnlyWhereTheReaderAllowsIt(ReducedMotion wish, string expected)
    {
        await Page.EmulateMediaAsync(new() { ReducedMotion = wish });
        await OpenAsync("/try");

        Assert.Equal(expected, await Button("Send and open its trace").EvaluateAsync<string>("button => getComputedStyle(button).transitionDuration"));
        if (wish == ReducedMotion.Reduce)
        {
            Assert.Equal(0, await Page.EvaluateAsync<int>("document.getAnimations().length"));
        }
    }

    private async Task<ColorScheme> BackgroundAsync()
    {
        var colour = await Page.Locator("body").EvaluateAsync<string>("body => getComputedStyle(body).backgroundColor");
        var brightness = Regex.Matches(colour, @"\d+").Take(3).Average(part => int.Parse(part.Value, System.Globalization.CultureInfo.InvariantCulture));
        return brightness < 128 ? ColorScheme.Dark : ColorScheme.Light;
    }
}
