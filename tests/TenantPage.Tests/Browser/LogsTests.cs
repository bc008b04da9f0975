using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>Logs: what is held, what comes, and the way from a record to its trace.</summary>
public sealed class LogsTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private ILocator Records => Rows("Log records");

    [Fact]
    public async Task Tail_AfterASend_ShowsItsRecords()
    {
        await OpenLiveAsync("/logs");
        var trace = await Run.SendAsync("tenant1");

        await Expect(Of(trace).Filter(new() { HasText = "POST /send answered 200" })).ToBeVisibleAsync();
        await Expect(Of(trace).Filter(new() { HasText = "POST /process answered 200" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Tail_Paused_HoldsRecordsBackUntilItIsResumed()
    {
        await OpenLiveAsync("/logs");
        await Button("Pause").ClickAsync();
        await Expect(Badge(Main, "paused")).ToBeVisibleAsync();
        var trace = await Run.SendAsync("tenant1");
        await Expect(Main.GetByText(new Regex("^[2-9] new records since the pause"))).ToBeVisibleAsync();
        await Expect(Of(trace)).ToHaveCountAsync(0);

        await Button("Resume").ClickAsync();
        await Expect(Of(trace)).ToHaveCountAsync(2);
        await Expect(Main.GetByText("since the pause")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Level_AtLeastWarning_LeavesThoseAndTheFilterHoldsForWhatComes()
    {
        await OpenLiveAsync("/logs");
        await Choice("At least").SelectOptionAsync("Warning");
        await Expect(Of(Shared.Failed.Id).First).ToBeVisibleAsync();
        await Expect(With(Records, "Information")).ToHaveCountAsync(0);
        await Expect(Page).ToHaveURLAsync(new Regex("minSeverity=13"));
        await Expect(Badge(Main, "live")).ToBeVisibleAsync();

        await Run.FaultsAsync("receiver-tenant2", new { database_failure_rate = 1 });
        var informed = await Run.SendAsync("tenant1");
        var failed = await Run.SendAsync("tenant2");
        await Run.FaultsAsync("receiver-tenant2", null);
        await Expect(Of(failed).First).ToBeVisibleAsync();
        await Expect(Of(informed)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Text_Typed_LeavesRecordsThatHaveIt()
    {
        await OpenLiveAsync("/logs");
        await Field("Text").FillAsync("/send answered 502");

        await Expect(Without(Records, "/send answered 502")).ToHaveCountAsync(0);
        await Expect(Of(Shared.Failed.Id)).ToHaveCountAsync(1);
        await Expect(Page).ToHaveURLAsync(new Regex("text="));
    }

    [Fact]
    public async Task Record_Opened_ShowsItsAttributes()
    {
        await OpenLiveAsync($"/logs?traceId={Shared.Good.Id}", "one trace, not live");
        var record = Records.Filter(new() { HasText = "POST /process answered 200" });
        await record.GetByText("POST /process answered 200").ClickAsync();

        await Expect(With(record.GetByRole(AriaRole.Table, new() { Name = "Attributes" }).GetByRole(AriaRole.Row), "Route", "/process")).ToBeVisibleAsync();
        await Expect(With(record.GetByRole(AriaRole.Table, new() { Name = "Resource" }).GetByRole(AriaRole.Row), "tenant.id", "tenant1")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Record_ItsTraceFollowed_OpensTheSpanThatWroteIt()
    {
        await OpenLiveAsync("/logs");
        await Of(Shared.Good.Id).Filter(new() { HasText = "POST /process answered 200" }).GetByRole(AriaRole.Link).ClickAsync();

        await Expect(Page).ToHaveURLAsync(new Regex($"{Shared.Good.Path}#span-[0-9a-f]{{16}}$"));
        await Expect(Main.GetByRole(AriaRole.Treeitem, new() { Selected = true })).ToContainTextAsync("POST /process");
    }

    /// <summary>Records of a trace, by the name of their link to it.</summary>
    private ILocator Of(string traceId) => Records.Filter(new() { Has = Page.GetByRole(AriaRole.Link, new() { Name = $"Trace {traceId[..8]}" }) });

    private async Task OpenLiveAsync(string path, string state = "live")
    {
        await OpenAsync(path);
        await Expect(Badge(Main, state)).ToBeVisibleAsync();
    }
}
