using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>One trace: its spans, what each says, and links to them.</summary>
public sealed class TraceTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private ILocator Spans => Main.GetByRole(AriaRole.Treeitem);

    private ILocator Selected => Main.GetByRole(AriaRole.Treeitem, new() { Selected = true });

    [Fact]
    public async Task Span_Clicked_ShowsItsAttributesLogsAndResource()
    {
        await OpenAsync(Shared.Good.Path);
        await Span("POST /process", "receiver-service").ClickAsync();

        var details = Details("POST /process");
        await Expect(details).ToBeVisibleAsync();
        await Expect(Selected).ToContainTextAsync("POST /process");
        await Expect(Cell(details, "Attributes", "http.route", "/process")).ToBeVisibleAsync();
        await Expect(Cell(details, "Attributes", "app.tenant.id", "tenant1")).ToBeVisibleAsync();
        await Expect(details.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "POST /process answered 200" })).ToBeVisibleAsync();
        await details.GetByText("Resource", new() { Exact = true }).ClickAsync();
        await Expect(Cell(details, "Resource attributes", "tenant.id", "tenant1")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Span_OfAnException_ShowsTheEvent()
    {
        await OpenAsync(Shared.Failed.Path);
        await Span("database_query", "receiver-service").ClickAsync();

        var details = Details("database_query");
        await Expect(details.GetByText("error", new() { Exact = false }).First).ToBeVisibleAsync();
        await Expect(details.GetByRole(AriaRole.Heading, new() { Name = "Events" })).ToBeVisibleAsync();
        await Expect(Cell(details, "Attributes of the event exception", "exception.type", "SimulatedDatabaseException")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Spans_ByKeyboard_AreSelectedFoldedAndOpened()
    {
        await OpenAsync(Shared.Good.Path);
        await Selected.FocusAsync();
        await Expect(Selected).ToContainTextAsync("tenant-page");

        await Page.Keyboard.PressAsync("ArrowDown");
        await Expect(Selected).ToContainTextAsync("sender-service");
        await Expect(Selected).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("ArrowUp");
        await Expect(Selected).ToContainTextAsync("tenant-page");

        await Page.Keyboard.PressAsync("ArrowLeft");
        await Expect(Spans).ToHaveCountAsync(1);
        await Expect(Selected).ToHaveAttributeAsync("aria-expanded", "false");
        await Page.Keyboard.PressAsync("ArrowRight");
        await Expect(Span("database_query", "receiver-service")).ToBeVisibleAsync();

        await Page.Keyboard.PressAsync("End");
        await Expect(Selected).ToContainTextAsync("GetState");
        await Page.Keyboard.PressAsync("Home");
        await Page.Keyboard.PressAsync("ArrowDown");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Details("POST /send").GetByRole(AriaRole.Heading, new() { Name = "POST /send" })).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Selected).ToBeFocusedAsync();
        await Expect(Selected).ToContainTextAsync("sender-service");
    }

    [Fact]
    public async Task Logs_Inline_StandBelowTheirSpan()
    {
        await OpenAsync(Shared.Good.Path);
        var record = Spans.Filter(new() { HasText = "POST /process answered 200" });
        await Expect(record).ToBeVisibleAsync();
        var level = await Span("POST /process", "receiver-service").GetAttributeAsync("aria-level");
        await Expect(record).ToHaveAttributeAsync("aria-level", $"{int.Parse(level!, System.Globalization.CultureInfo.InvariantCulture) + 1}");

        await Main.GetByRole(AriaRole.Checkbox, new() { Name = "Logs inline" }).UncheckAsync();
        await Expect(record).ToHaveCountAsync(0);
        await Expect(Span("POST /process", "receiver-service")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Link_ToASpan_OpensTheSameTraceAndSpan()
    {
        await Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await OpenAsync(Shared.Good.Path);
        await Span("process_data", "receiver-service").ClickAsync();
        await Button("Copy link to span").ClickAsync();
        // The status region says so when the clipboard has it.
        await Expect(Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Copied" })).ToHaveCountAsync(1);
        var link = await Page.EvaluateAsync<string>("navigator.clipboard.readText()");
        Assert.Equal(Page.Url, link);

        Page = await Page.Context.NewPageAsync();
        await Page.GotoAsync(link);
        await Expect(Selected).ToContainTextAsync("process_data");
        await Expect(Details("process_data")).ToBeVisibleAsync();
        await Expect(Main.GetByText(Shared.Good.Id)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Parent_Followed_IsSelected()
    {
        await OpenAsync(Shared.Good.Path);
        await Span("database_query", "receiver-service").ClickAsync();
        await Details("database_query").GetByRole(AriaRole.Link, new() { Name = "process_data" }).ClickAsync();

        await Expect(Selected).ToContainTextAsync("process_data");
        await Expect(Details("process_data")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Trace_ThatIsNotHeld_SaysSo()
    {
        await Page.GotoAsync($"/traces/{new string('f', 32)}");

        await Expect(Main.GetByRole(AriaRole.Heading, new() { Name = "This trace is not here" })).ToBeVisibleAsync();
        await Link("All traces").ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex("/traces$"));
    }

    private ILocator Span(string name, string service) => With(Spans, name, service);

    private ILocator Details(string span) => Main.GetByRole(AriaRole.Region, new() { Name = span, Exact = true });

    private static ILocator Cell(ILocator details, string table, string key, string value) =>
        With(details.GetByRole(AriaRole.Table, new() { Name = table, Exact = true }).GetByRole(AriaRole.Row), key, value);
}
