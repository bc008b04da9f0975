using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>The page in the dark, on a small desk, on a phone, and for readers who want nothing to move.</summary>
public sealed class AppearanceTests(BrowserFixture fixture) : EveryPageTest(fixture)
{
    [Fact]
    public async Task Colours_NotChosen_FollowTheSystem()
    {
        await OpenAsync("/");
        foreach (var scheme in (ColorScheme[])[ColorScheme.Dark, ColorScheme.Light])
        {
            await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await Expect(Page.Locator("html")).ToHaveAttributeAsync("data-scheme", $"{scheme}".ToLowerInvariant());
            Assert.Equal(scheme, await BackgroundAsync());
        }
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
        await OpenAsync("/try");
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
        options.ViewportSize = new ViewportSize { Width = 320, Height = 740 };
        await ShowAsync(page, options);

        Assert.Equal(320, await Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
    }

    [Fact]
    public async Task Phone_Overview_HasTheFiguresOfEachServiceOnACard()
    {
        var options = Options;
        options.ViewportSize = new ViewportSize { Width = 390, Height = 844 };
        await ShowAsync("Overview", options);

        var row = ServiceRow("receiver-service-tenant1");
        var figures = await row.GetByRole(AriaRole.Cell).EvaluateAllAsync<string[]>("""
            cells => cells.filter(cell => cell.getBoundingClientRect().right <= innerWidth && cell.checkVisibility())
              .map(cell => getComputedStyle(cell, '::before').content.split('"')[1].trim())
            """);
        HashSet<string> expected = ["Requests/s", "Errors", "Failed", "Refused", "p50", "p90", "p99", "App", "Sidecar"];
        Assert.Superset(expected, figures.ToHashSet());
    }

    [Fact]
    public async Task SmallDesk_Overview_HasOneLineForEachServiceAndCutsNothing()
    {
        var options = Options;
        options.ViewportSize = new ViewportSize { Width = 1024, Height = 768 };
        await ShowAsync("Overview", options);

        var heights = await Rows("Services by tenant").EvaluateAllAsync<double[]>("rows => rows.map(row => row.offsetHeight)");
        Assert.All(heights, height => Assert.InRange(height, 20, 45));
        var region = Main.GetByRole(AriaRole.Region, new() { Name = "Services table" });
        Assert.Equal(0, await region.EvaluateAsync<int>("region => region.scrollWidth - region.clientWidth"));
    }

    [Theory]
    [InlineData(ReducedMotion.Reduce, "0s")]
    [InlineData(ReducedMotion.NoPreference, "0.12s")]
    public async Task Motion_IsOnlyThereIfTheReaderAllowsIt(ReducedMotion wish, string expected)
    {
        await Page.EmulateMediaAsync(new() { ReducedMotion = wish });
        await OpenAsync("/try");

        Assert.Equal(expected, await Button("Send").EvaluateAsync<string>("button => getComputedStyle(button).transitionDuration"));
    }

    private async Task<ColorScheme> BackgroundAsync()
    {
        var colour = await Page.Locator("body").EvaluateAsync<string>("body => getComputedStyle(body).backgroundColor");
        var brightness = Regex.Matches(colour, @"\d+").Take(3).Average(part => int.Parse(part.Value, CultureInfo.InvariantCulture));
        return brightness < 128 ? ColorScheme.Dark : ColorScheme.Light;
    }
}
