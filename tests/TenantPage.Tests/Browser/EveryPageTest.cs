using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>A test that looks at each page in turn, with something on it to look at.</summary>
public abstract class EveryPageTest(BrowserFixture fixture) : BrowserTest(fixture)
{
    public static TheoryData<string> Pages => ["Overview", "Traces", "Trace", "Logs", "Metrics", "Isolation", "Try it", "Not found"];

    /// <summary>Opens one of <see cref="Pages"/> in a context of its own, and waits until all of it is there.</summary>
    protected async Task ShowAsync(string page, BrowserNewContextOptions options)
    {
        Page = await NewPageAsync(options, page == "Isolation" ? Shared.Forged.Page : Run.Viewer.Page);
        switch (page)
        {
            case "Overview":
                await OpenAsync("/");
                await Expect(With(Rows("Services by tenant"), "up")).ToHaveCountAsync(4);
                await Expect(Main.GetByRole(AriaRole.Img).Last).ToBeVisibleAsync();
                break;
            case "Traces":
                await OpenAsync("/traces");
                await Expect(Rows("Traces").First).ToBeVisibleAsync();
                break;
            case "Trace":
                await OpenAsync(Shared.Failed.Path);
                await With(Main.GetByRole(AriaRole.Treeitem), "database_query").ClickAsync();
                await Expect(Main.GetByRole(AriaRole.Region, new() { Name = "database_query" })).ToBeVisibleAsync();
                break;
            case "Logs":
                await OpenAsync("/logs");
                await Expect(Badge(Main, "live")).ToBeVisibleAsync();
                await Expect(Rows("Log records").First).ToBeVisibleAsync();
                break;
            case "Metrics":
                await OpenAsync("/metrics?of=tenant1&service=sender-service&name=http.server.request.duration");
                await Expect(Rows("Exemplars").First).ToBeVisibleAsync();
                break;
            case "Isolation":
                await OpenAsync("/isolation");
                await Expect(With(Rows("Tenants"), "tenant9")).ToBeVisibleAsync();
                break;
            case "Try it":
                await OpenAsync("/try");
                await Expect(Main.GetByRole(AriaRole.Form, new() { NameRegex = new Regex("^Faults of ") })).ToHaveCountAsync(4);
                break;
            default:
                await OpenAsync("/nothing-here");
                await Expect(Title(page)).ToBeVisibleAsync();
                break;
        }
    }
}
