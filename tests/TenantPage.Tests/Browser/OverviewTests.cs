using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>Overview: both tenants side by side, and the receiving end.</summary>
public sealed class OverviewTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Theory]
    [InlineData("tenant1")]
    [InlineData("tenant2")]
    public async Task Rows_OfATenant_HaveRateHealthAndCharts(string tenant)
    {
        await Run.SendAsync(tenant);
        await OpenAsync("/");
        foreach (var service in (string[])["sender-service", "receiver-service"])
        {
            var row = With(Rows("Services by tenant"), tenant, service);
            await Expect(row.GetByRole(AriaRole.Cell, new() { NameRegex = new Regex(@"^0?\.?\d.*\/s$") })).ToBeVisibleAsync();
            await Expect(Badge(row, "up")).ToHaveCountAsync(2);
            await Expect(row.GetByRole(AriaRole.Img, new() { NameRegex = new Regex($@"^Requests per second of {service}, {tenant}: now .*, [1-9]\d* requests?$") })).ToBeVisibleAsync();
        }

        await Expect(With(Rows("Services by tenant"), $"sender-{tenant}", "sidecar")).ToBeVisibleAsync();
        await Expect(With(Rows("Services by tenant"), $"receiver-{tenant}", "sidecar")).ToBeVisibleAsync();
        var charts = Main.GetByRole(AriaRole.Region, new() { Name = tenant, Exact = true }).GetByRole(AriaRole.Img);
        await Expect(charts).ToHaveCountAsync(4);
        await Expect(charts.And(Page.GetByLabel(new Regex($@"^Requests per second of {tenant}, last minute: .*sender-service [\d.]+\/s")))).ToBeVisibleAsync();
        await Expect(charts.And(Page.GetByLabel(new Regex($@"^Slowest hundredth \(p99\) of {tenant}, last minute: .*sender-service [\d.]+ m?s")))).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Row_ItsLinksFollowed_OpenTracesAndLogsOfThatServiceAndTenant()
    {
        await OpenAsync("/");
        await Link("Logs of receiver-service, tenant2").ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex(@"/logs\?tenant=tenant2&service=receiver-service$"));
        await Expect(With(Rows("Log records"), "tenant2").First).ToBeVisibleAsync();
        await Expect(With(Rows("Log records"), "sender-service")).ToHaveCountAsync(0);

        await Page.GoBackAsync();
        await Link("Traces of sender-service, tenant1").ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex(@"/traces\?tenant=tenant1&service=sender-service$"));
        await Expect(With(Rows("Traces"), Shared.Good.ShortId)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Collector_SaysWhatItTook()
    {
        await OpenAsync("/");

        var collector = Main.GetByRole(AriaRole.Region, new() { Name = "Collector of this page" });
        await Expect(collector.GetByText("receiving")).ToBeVisibleAsync();
        await Expect(collector).ToContainTextAsync(new Regex(@"Spans\s*[1-9]"));
        await Expect(collector).ToContainTextAsync(new Regex(@"Refused records\s*0"));
    }

    [Fact]
    public async Task Pages_WithoutAnyTelemetry_SayHowToBegin()
    {
        var viewer = await StartViewerAsync();
        Page = await NewPageAsync(Options, viewer.Page);
        foreach (var path in (string[])["/", "/traces", "/logs", "/metrics", "/isolation"])
        {
            await OpenAsync(path);
            await Expect(Main.GetByText("make run")).ToBeVisibleAsync();
        }
    }
}
