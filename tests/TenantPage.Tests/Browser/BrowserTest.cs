using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>A test of the page in a browser context of its own. Whatever it does, the page asks no other server, and nothing goes wrong in its console.</summary>
[Collection(SharedBrowser.Name)]
public abstract class BrowserTest(BrowserFixture fixture) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly PageWatch _watch = new();
    private readonly List<ViewerProcess> _viewers = [];

    /// <summary>The page's language and time zone, so that figures and pictures are the same everywhere.</summary>
    protected static BrowserNewContextOptions Options => new()
    {
        Locale = "en-GB", TimezoneId = "UTC", ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
    };

    /// <summary>What all tests of the page share.</summary>
    protected BrowserFixture Shared => fixture;

    /// <summary>The two tenants whose telemetry is shown.</summary>
    protected LocalRun Run => fixture.Run;

    /// <summary>A page of the viewer of <see cref="Run"/>.</summary>
    protected IPage Page { get; set; } = null!;

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

        // After their pages, which would complain.
        foreach (var viewer in _viewers)
        {
            await viewer.DisposeAsync();
        }

        var problems = string.Join('\n', _watch.Problems);
        Assert.True(problems.Length == 0, problems);
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

    /// <summary>Starts a viewer for this test alone.</summary>
    protected async Task<ViewerProcess> StartViewerAsync(params IEnumerable<string> arguments)
    {
        var viewer = await ViewerProcess.StartAsync(arguments);
        _viewers.Add(viewer);
        return viewer;
    }

    /// <summary>The test provokes what the console says, so it is no problem.</summary>
    protected void Provokes(string consoleText) => _watch.Provoked.Add(consoleText);

    /// <summary>Opens a path of the page in the same context, and waits until what it shows is there.</summary>
    protected async Task OpenAsync(string path)
    {
        await Page.GotoAsync(path);
        await Expect(Main.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await Expect(Main.GetByText("Loading …")).ToHaveCountAsync(0);
    }

    /// <summary>Chooses a tenant in the header.</summary>
    protected async Task ChooseTenantAsync(string tenant) =>
        await Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Combobox, new() { Name = "Tenant" }).SelectOptionAsync(tenant);

    /// <summary>The rows below the head of a table.</summary>
    protected ILocator Rows(string table) =>
        Main.GetByRole(AriaRole.Table, new() { NameRegex = new Regex($"^{table}") }).Locator("tbody").GetByRole(AriaRole.Row);

    /// <summary>Those of <paramref name="rows"/> in which each of <paramref name="texts"/> is.</summary>
    protected static ILocator With(ILocator rows, params IEnumerable<string> texts) => texts.Aggregate(rows, (found, text) => found.Filter(new() { HasText = text }));

    /// <summary>Those of <paramref name="rows"/> in which <paramref name="text"/> is not.</summary>
    protected static ILocator Without(ILocator rows, string text) => rows.Filter(new() { HasNotText = text });

    /// <summary>A choice among given values, by its label.</summary>
    protected ILocator Choice(string label) => Main.GetByRole(AriaRole.Combobox, new() { Name = label, Exact = true });

    /// <summary>A field for text or a number, by its label.</summary>
    protected ILocator Field(string label) => Main.Locator("input").And(Page.GetByLabel(label));

    /// <summary>A badge that says one word, behind the sign that says the same to those who see it.</summary>
    protected static ILocator Badge(ILocator within, string word) => within.GetByText(new Regex($@"^\W*{word}$"));

    protected ILocator Button(string name) => Main.GetByRole(AriaRole.Button, new() { Name = name });

    protected ILocator Link(string name) => Main.GetByRole(AriaRole.Link, new() { Name = name });

    protected ILocator Title(string name) => Main.GetByRole(AriaRole.Heading, new() { Name = name, Level = 1 });

    protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    protected static IPageAssertions Expect(IPage page) => Assertions.Expect(page);
}
