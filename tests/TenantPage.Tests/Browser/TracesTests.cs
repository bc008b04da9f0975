using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>The list of traces: what each filter leaves of it, and that the URL has the filter.</summary>
public sealed class TracesTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private ILocator Traces => Rows("Traces");

    [Fact]
    public async Task Row_OfATrace_SaysWhatItIsAndOpensIt()
    {
        await OpenAsync("/traces");
        var row = With(Traces, Shared.Failed.ShortId);
        foreach (var text in (string[])["POST /send", "tenant2", "error", "tenant-page", "sender-service", "receiver-tenant2"])
        {
            await Expect(row).ToContainTextAsync(text);
        }

        await row.GetByRole(AriaRole.Link).ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex($"{Shared.Failed.Path}$"));
    }

    [Fact]
    public async Task Tenant_Chosen_LeavesItsTraces()
    {
        await OpenAsync("/traces");
        await ChooseTenantAsync("tenant2");

        await ShowsAsync("tenant=tenant2", Shared.Failed, Shared.Good, Shared.Slow);
        await Expect(Without(Traces, "tenant2")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Service_Chosen_LeavesTracesItHasASpanIn()
    {
        await OpenAsync("/traces");
        await Choice("Service").SelectOptionAsync("receiver-tenant2");

        await ShowsAsync("service=receiver-tenant2", Shared.Failed, Shared.Good, Shared.Slow);
    }

    [Fact]
    public async Task Status_Error_LeavesTheFailed()
    {
        await OpenAsync("/traces");
        await Choice("Status").SelectOptionAsync("Error");

        await ShowsAsync("status=error", Shared.Failed, Shared.Good, Shared.Slow);
        await Expect(With(Traces, "no error")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Duration_AtLeast_LeavesTheSlow()
    {
        await OpenAsync("/traces");
        await Field("At least, in ms").FillAsync($"{BrowserFixture.SlowMs}");

        await ShowsAsync($"minDurationMs={BrowserFixture.SlowMs}", Shared.Slow, Shared.Good);
    }

    [Fact]
    public async Task Text_OfAnAttribute_LeavesTracesThatHaveIt()
    {
        await OpenAsync("/traces");
        await Field("Text").FillAsync("SimulatedDatabaseException");

        await ShowsAsync("text=SimulatedDatabaseException", Shared.Failed, Shared.Good, Shared.Slow);
    }

    [Fact]
    public async Task Text_TraceId_LeavesThatTraceUntilItIsCleared()
    {
        await OpenAsync("/traces");
        await Field("Text").FillAsync(Shared.Good.Id);
        await ShowsAsync($"text={Shared.Good.Id}", Shared.Good, Shared.Failed, Shared.Slow);
        await Expect(Traces).ToHaveCountAsync(1);

        await Button("Clear filter").ClickAsync();
        await Expect(With(Traces, Shared.Failed.ShortId)).ToBeVisibleAsync();
        await Expect(Page).ToHaveURLAsync(new Regex("/traces$"));
    }

    [Fact]
    public async Task Time_FromAndTo_LeavesTracesOfThatTime()
    {
        await OpenAsync("/traces");
        await Choice("Time").SelectOptionAsync("From and to");
        var second = TimeSpan.FromSeconds(1);
        var (from, to) = (Shared.Good.Start - second, Shared.Good.Start + second);
        await Field("From").FillAsync(Local(from));
        await Field("To").FillAsync(Local(to));

        await ShowsAsync("last=custom&from=", Shared.Good);
        await Field("To").FillAsync(Local(from));
        await Expect(Main.GetByRole(AriaRole.Heading, new() { Name = "No trace matches" })).ToBeVisibleAsync();
        await Field("From").FillAsync(Local(to.AddDays(1)));
        await Field("To").FillAsync(Local(to.AddDays(2)));
        await Expect(Main.GetByRole(AriaRole.Heading, new() { Name = "No trace matches" })).ToBeVisibleAsync();

        await Choice("Time").SelectOptionAsync("Last hour");
        await ShowsAsync("last=60", Shared.Good);

        static string Local(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>The list has one trace and not the others, the URL says why, and whoever opens that URL sees the same.</summary>
    private async Task ShowsAsync(string query, KnownTrace there, params KnownTrace[] gone)
    {
        await LookAsync();
        await Expect(Page).ToHaveURLAsync(new Regex(Regex.Escape(query)));
        await Page.ReloadAsync();
        await LookAsync();

        async Task LookAsync()
        {
            foreach (var trace in gone)
            {
                await Expect(With(Traces, trace.ShortId)).ToHaveCountAsync(0);
            }

            await Expect(With(Traces, there.ShortId)).ToBeVisibleAsync();
        }
    }
}
