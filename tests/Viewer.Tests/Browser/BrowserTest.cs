using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DemoApp.Viewer.Tests.Browser;

/// <summary>A test of the page in a browser context of its own. Whatever it does, the page asks no other server, and nothing goes wrong in its console.</summary>
[Collection(SharedBrowser.Name)]
public abstract class BrowserTest(BrowserFixture fixture) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly PageWatch _watch = new();

    /// <summary>The page's language and time zone, so that figures and pictures are the same everywhere.</summary>
    protected static BrowserNewContextOptions Options => new()
    {
        Locale = "en-GB", TimezoneId = "UTC", ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
    };

    /// <summary>The two tenants whose telemetry is shown.</summary>
    protected LocalRun Run => fixture.Run;

    /// <summary>A page of the viewer of <see cref="Run"/>.</summary>
    protected IPage Page { get; private set; } = null!;

    /// <summary>What is on the page apart from its header.</summary>
    protected ILocator Main => Page.GetByRole(AriaRole.Main);

    /// <summary>What all requests of the test asked for.</summary>
    protected IReadOnlyCollection<string> Requests => _watch.Requests;

    public virtual async ValueTask InitializeAsync()
    {
        Chromium.SkipUnlessInstalled();
        Assertions.SetDefaultExpectTimeout((float)Patience.TotalMilliseconds);
        Page = await NewPageAsync(Options, Run.Viewer.Page);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (Page is not null)
        {
            foreach (var context in fixture.Browser.Contexts.ToList())
            {
                await context.CloseAsync();
            }
        }

        Assert.Empty(_watch.Problems);
        GC.SuppressFinalize(this);
    }

    /// <summary>A page in a new context, on which a path is one of <paramref name="origin"/>; the context ends with the test.</summary>
    protected async Task<IPage> NewPageAsync(BrowserNewContextOptions options, Uri origin)
    {
        options.BaseURL = origin.ToString();
        var context = await fixture.Browser.NewContextAsync(options);
        context.SetDefaultTimeout((float)Patience.TotalMilliseconds);
        _watch.Add(context, origin);
        return await context.NewPageAsync();
    }

    /// <summary>The test provokes what the console says, so it is no problem.</summary>
    protected void Provokes(string consoleText) => _watch.Provoked.Add(consoleText);

    /// <summary>The row of a table that has all of <paramref name="texts"/> in it.</summary>
    protected ILocator Row(string table, params IEnumerable<string> texts) =>
        texts.Aggregate(Rows(table), (rows, text) => rows.Filter(new LocatorFilterOptions { HasText = text }));

    /// <summary>The rows below the head of a table.</summary>
    protected ILocator Rows(string table) =>
        Main.GetByRole(AriaRole.Table, new LocatorGetByRoleOptions { NameRegex = new Regex(table) }).Locator("tbody").GetByRole(AriaRole.Row);

    /// <summary>A choice among given values, by its label.</summary>
    protected ILocator Choice(string label) => Main.GetByRole(AriaRole.Combobox, new LocatorGetByRoleOptions { Name = label, Exact = true });

    protected ILocator Button(string name) => Main.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = name });

    protected ILocator Link(string name) => Main.GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = name });

    protected ILocator Heading(string name) => Main.GetByRole(AriaRole.Heading, new LocatorGetByRoleOptions { Name = name });

    protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    protected static IPageAssertions Expect(IPage page) => Assertions.Expect(page);
}
