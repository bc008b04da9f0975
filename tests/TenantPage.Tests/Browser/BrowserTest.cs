using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>
/// A test of the page in a browser context of its own. Whatever it does, the page asks no other server, and its console has no error.
/// </summary>
[Collection(SharedBrowser.Name)]
public abstract class BrowserTest(BrowserFixture fixture) : IAsyncLifetime
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
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

    /// <summary>The URLs of the requests that were to change something.</summary>
    protected IReadOnlyCollection<string> Changes => _watch.Changes;

    public virtual async ValueTask InitializeAsync()
    {
        Chromium.SkipUnlessInstalled();
        Assertions.SetDefaultExpectTimeout((float)Timeout.TotalMilliseconds);
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
        context.SetDefaultTimeout((float)Timeout.TotalMilliseconds);
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

    /// <summary>The test follows a link to another server on purpose.</summary>
    protected void LeavesFor(Uri address) => _watch.Provoked.Add($"a request to {address}");

    /// <summary>Opens a path of the page in the same context, and waits until what it shows is there.</summary>
    protected async Task OpenAsync(string path)
    {
        await Page.GotoAsync(path);
        await Expect(Main.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await Expect(Main.GetByText("Loading …")).ToHaveCountAsync(0);
    }

    /// <summary>Lets the page see an answer of the API that <paramref name="change"/> has changed.</summary>
    protected Task ChangeAnswerAsync(string path, Action<JsonNode> change) => Page.RouteAsync($"**/api/{path}", async route =>
    {
        var answer = await route.FetchAsync();
        var json = JsonNode.Parse(await answer.TextAsync())!;
        change(json);
        await route.FulfillAsync(new() { Response = answer, Body = json.ToJsonString() });
    });

    /// <summary>Chooses a tenant in the header.</summary>
    protected async Task ChooseTenantAsync(string tenant) =>
        await Page.GetByRole(AriaRole.Banner).GetByRole(AriaRole.Combobox, new() { Name = "Tenant" }).SelectOptionAsync(tenant);

    /// <summary>A table by the beginning of its caption.</summary>
    protected ILocator Table(string caption) => Main.GetByRole(AriaRole.Table, new() { NameRegex = new Regex($"^{caption}") });

    /// <summary>The rows below the head of a table.</summary>
    protected ILocator Rows(string caption) => Table(caption).Locator("tbody").GetByRole(AriaRole.Row);

    /// <summary>The row of a service on the Overview.</summary>
    protected ILocator ServiceRow(string service)
    {
        var name = Page.GetByRole(AriaRole.Rowheader, new() { NameRegex = new Regex($"^{service}( |$)") });
        return Rows("Services by tenant").Filter(new() { Has = name });
    }

    /// <summary>A chart or a map in <paramref name="within"/>, by a pattern of its name.</summary>
    protected static ILocator Image(ILocator within, string pattern) =>
        within.GetByRole(AriaRole.Img, new() { NameRegex = new Regex(pattern) });

    /// <summary>A link in <paramref name="within"/>, by a pattern of its name.</summary>
    protected static ILocator Link(ILocator within, string pattern) =>
        within.GetByRole(AriaRole.Link, new() { NameRegex = new Regex(pattern) });

    /// <summary>Those of <paramref name="rows"/> that have each of <paramref name="texts"/>.</summary>
    protected static ILocator With(ILocator rows, params IEnumerable<string> texts) =>
        texts.Aggregate(rows, (found, text) => found.Filter(new() { HasText = text }));

    /// <summary>The part of the page that a heading names.</summary>
    protected ILocator Region(string name) => Main.GetByRole(AriaRole.Region, new() { Name = name, Exact = true });

    /// <summary>A choice among given values, by its label.</summary>
    protected ILocator Choice(string label) => Main.GetByRole(AriaRole.Combobox, new() { Name = label, Exact = true });

    /// <summary>A field for text or a number, by its label.</summary>
    protected ILocator Field(string label) => Main.Locator("input").And(Page.GetByLabel(label));

    protected ILocator Button(string name) => Main.GetByRole(AriaRole.Button, new() { Name = name });

    protected ILocator Link(string name) => Main.GetByRole(AriaRole.Link, new() { Name = name });

    protected ILocator Title(string name) => Main.GetByRole(AriaRole.Heading, new() { Name = name, Level = 1 });

    protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    protected static IPageAssertions Expect(IPage page) => Assertions.Expect(page);
}
