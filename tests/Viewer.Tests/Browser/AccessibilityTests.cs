using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace DemoApp.Viewer.Tests.Browser;

/// <summary>axe-core finds nothing on any page, by day and by night, on a desk and on a phone.</summary>
public sealed class AccessibilityTests(BrowserFixture fixture) : EveryPageTest(fixture)
{
    public static TheoryData<string, ColorScheme, int> PagesSchemesAndWidths =>
        [.. from page in Pages from scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark] from width in (int[])[1280, 360] select (page.Data, scheme, width)];

    [Theory]
    [MemberData(nameof(PagesSchemesAndWidths))]
    public async Task Axe_EveryPage_FindsNoViolation(string page, ColorScheme scheme, int width)
    {
        var options = Options;
        options.ColorScheme = scheme;
        options.ViewportSize = new ViewportSize { Width = width, Height = 740 };
        await ShowAsync(page, options);

        var result = await Page.RunAxe();

        Assert.NotEmpty(result.Passes);
        // One text: a collection's would be cut short.
        Assert.Equal("", string.Join('\n', result.Violations.Select(rule =>
            $"{rule.Id} ({rule.Impact}): {rule.Help} {string.Join(" | ", rule.Nodes.Select(node => $"{node.Html} {string.Join("; ", node.Any.Concat(node.All).Select(check => check.Message))}"))}")));
    }
}
