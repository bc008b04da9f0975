using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>axe-core finds nothing on any page, light and dark, on a desk and on a phone; and nothing is lost in forced colours.</summary>
public sealed class AccessibilityTests(BrowserFixture fixture) : EveryPageTest(fixture)
{
    public static TheoryData<string, int> PagesAndWidths =>
        [.. from page in Pages from width in (int[])[1280, 390] select (page.Data, width)];

    [Theory]
    [MemberData(nameof(PagesAndWidths))]
    public async Task Axe_EveryPage_FindsNoViolation(string page, int width)
    {
        var options = Options;
        options.ViewportSize = new ViewportSize { Width = width, Height = 740 };
        // A colour in transition has no contrast of its own.
        options.ReducedMotion = ReducedMotion.Reduce;
        await ShowAsync(page, options);

        foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
            await Expect(Page.Locator("html")).ToHaveAttributeAsync("data-scheme", $"{scheme}".ToLowerInvariant());

            var result = await Page.RunAxe();

            Assert.Contains(result.Passes, rule => rule.Id == "color-contrast");
            var violations = string.Join('\n', result.Violations.Select(rule =>
                $"{scheme}: {rule.Id} ({rule.Impact}): {rule.Help}\n  {string.Join("\n  ", rule.Nodes.Select(Describe))}"));
            Assert.True(violations.Length == 0, violations);
        }
    }

    [Fact]
    public async Task ForcedColours_CurrentPage_IsMarkedByALine()
    {
        await Page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active });
        await OpenAsync("/isolation");

        var styles = await Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link)
            .EvaluateAllAsync<string[]>("all => all.map(link => `${link.ariaCurrent ?? 'other'} ${getComputedStyle(link).outlineStyle}`)");

        Assert.Contains("page solid", styles);
        Assert.Contains("other none", styles);
    }

    private static string Describe(AxeResultNode node) =>
        $"{node.Html} {string.Join("; ", node.Any.Concat(node.All).Select(check => check.Message))}";
}
