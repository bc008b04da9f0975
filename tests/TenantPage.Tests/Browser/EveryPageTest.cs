using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>A test that looks at each page in turn, when there is something on it.</summary>
public abstract class EveryPageTest(BrowserFixture fixture) : BrowserTest(fixture)
{
    public static TheoryData<string> Pages => ["Overview", "Isolation", "Forged", "Forged overview", "Try it", "Not found"];

    /// <summary>Opens one of <see cref="Pages"/> in a context of its own, and waits until all of it is there.</summary>
    protected async Task ShowAsync(string page, BrowserNewContextOptions options)
    {
        Page = await NewPageAsync(options, page.StartsWith("Forged", StringComparison.Ordinal) ? Shared.Forged.Page : Run.Viewer.Page);
        switch (page)
        {
            case "Overview":
                await OpenAsync("/");
                await Expect(With(Rows("Services by tenant"), "up")).ToHaveCountAsync(4);
                await Expect(Main.GetByRole(AriaRole.Img).Last).ToBeVisibleAsync();
                break;
            case "Isolation":
                await OpenAsync("/isolation");
                await Expect(Main.GetByRole(AriaRole.Img, new() { NameRegex = new Regex("^Calls of ") })).ToHaveCountAsync(2);
                await Button("Send the forged request").ClickAsync();
                await Expect(Rows("Answers of ")).ToHaveCountAsync(3);
                break;
            case "Forged":
                await OpenAsync("/isolation");
                await Expect(Region("tenant9")).ToBeVisibleAsync();
                break;
            case "Forged overview":
                await OpenAsync("/");
                await Expect(ServiceRow("sss.*")).ToBeVisibleAsync();
                break;
            case "Try it":
                await OpenAsync("/try");
                await Expect(Main.GetByRole(AriaRole.Form, new() { NameRegex = new Regex("^Faults of ") })).ToHaveCountAsync(4);
                await Button("Send").ClickAsync();
                await Expect(Main.GetByLabel("The answer")).ToBeVisibleAsync();
                break;
            default:
                await OpenAsync("/nothing-here");
                await Expect(Title(page)).ToBeVisibleAsync();
                break;
        }
    }
}
