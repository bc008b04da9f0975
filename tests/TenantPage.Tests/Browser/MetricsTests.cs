using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>Metrics: an instrument is found and chosen, its charts say figures, and its exemplars lead to traces.</summary>
public sealed class MetricsTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private const string Instrument = "http.server.request.duration";

    [Fact]
    public async Task Instrument_Chosen_ItsChartsAndTableSayFigures()
    {
        await OpenInstrumentAsync();

        var charts = Main.GetByRole(AriaRole.Img);
        await Expect(charts.And(Page.GetByLabel(new Regex($@"^p99 of {Instrument}, now: .*\d+(\.\d+)? (ms|s|µs)")))).ToBeVisibleAsync();
        await Expect(charts.And(Page.GetByLabel(new Regex($@"^Observations per second of {Instrument}, now: .*\d+(\.\d+)?\/s")))).ToBeVisibleAsync();
        await Expect(With(Rows("Series"), "http.route=/send").First).ToContainTextAsync(new Regex(@"\d (ms|s|µs)"));

        await Choice("Percentile").SelectOptionAsync("Median (p50)");
        await Expect(charts.And(Page.GetByLabel(new Regex($@"^Median \(p50\) of {Instrument}")))).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Exemplar_Followed_OpensItsTraceAndSpan()
    {
        await OpenInstrumentAsync();
        await Rows("Exemplars").GetByRole(AriaRole.Link).First.ClickAsync();

        await Expect(Page).ToHaveURLAsync(new Regex("/traces/[0-9a-f]{32}.*#span-[0-9a-f]{16}$"));
        await Expect(Main.GetByRole(AriaRole.Treeitem, new() { Selected = true })).ToContainTextAsync("POST /send");
        await Expect(Main.GetByRole(AriaRole.Treeitem, new() { Selected = true })).ToContainTextAsync("sender-service");
    }

    private async Task OpenInstrumentAsync()
    {
        await OpenAsync("/metrics?tenant=tenant1");
        await Field("Find").FillAsync($"{Instrument} sender");
        var found = Main.GetByRole(AriaRole.Navigation, new() { Name = "Instruments" }).GetByRole(AriaRole.Link);
        await Expect(found).ToHaveCountAsync(1);
        await found.ClickAsync();
        await Expect(Main.GetByRole(AriaRole.Heading, new() { Name = Instrument })).ToBeVisibleAsync();
        await Expect(Main.GetByText("tenant1 · sender-service · histogram in s")).ToBeVisibleAsync();
    }
}
