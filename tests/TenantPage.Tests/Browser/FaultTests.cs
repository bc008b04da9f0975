using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>Faults are set, changed and removed from the page, and are seen where they should be.</summary>
public sealed class FaultTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private const string AppId = "sender-tenant2";
    private const string Service = "sender-service-tenant2";

    public override async ValueTask DisposeAsync()
    {
        if (Run is not null)
        {
            await Run.FaultsAsync(AppId, null);
        }

        await base.DisposeAsync();
    }

    [Fact]
    public async Task ErrorRate_SetForTheSender_IsSeenInAnswerAndOverview()
    {
        await OpenAsync("/try");
        await SetAsync("Error rate", "100");
        await Expect(State).ToContainTextAsync("error rate 100 %");

        await Choice("Send to").SelectOptionAsync("tenant2");
        await Button("Send").ClickAsync();
        await Expect(Main.GetByText(new Regex("The Sender of tenant2 answered 500"))).ToBeVisibleAsync();

        await Page.GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync();
        await Expect(With(Main.GetByTestId("fault-mark"), $"{Service} (tenant2): 100 % errors, since ")).ToBeVisibleAsync();
        var chart = Region("tenant2").Locator("trend-chart").First;
        Assert.Equal(1, await chart.EvaluateAsync<int>("chart => chart.marks.length"));
        await Expect(Link(ServiceRow(Service), $@"^[1-9]\d* failed requests? of {Service}")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("30")]
    [InlineData("30 %")]
    [InlineData("0.3")]
    [InlineData("0,3")]
    public async Task ErrorRate_TypedAsPercentageOrShare_IsTheSame(string typed)
    {
        await OpenAsync("/try");
        await Form.GetByLabel("Error rate").First.FillAsync(typed);
        await Expect(Form.GetByText("= 30 %")).ToBeVisibleAsync();
        await Form.GetByRole(AriaRole.Button, new() { Name = "Switch on" }).ClickAsync();
        await Expect(State).ToContainTextAsync("error rate 30 %");
    }

    [Fact]
    public async Task Faults_ChangedThenSwitchedOff_AreInForceUntilThen()
    {
        await OpenAsync("/try");
        await SetAsync("Latency, ms", "250");
        await Expect(State).ToContainTextAsync("latency 250 ms");

        await Form.GetByLabel("Seconds in force").FillAsync("60");
        await SetAsync("Latency, ms", "300");
        await Expect(State).ToContainTextAsync("latency 300 ms");

        await Form.GetByRole(AriaRole.Button, new() { Name = "Switch off" }).ClickAsync();
        await Expect(State).ToContainTextAsync("no fault");
        await Expect(State).ToContainTextAsync("from the environment");
    }

    [Theory]
    [InlineData("101")]
    [InlineData("-1")]
    [InlineData("half")]
    public async Task ErrorRate_OutOfRange_IsNotSent(string typed)
    {
        await OpenAsync("/try");
        await SetAsync("Error rate", typed);

        Assert.False(await Form.GetByLabel("Error rate").First.EvaluateAsync<bool>("field => field.checkValidity()"));
        await Expect(State).ToContainTextAsync("no fault");
        Assert.DoesNotContain(Changes, change => change.Contains("/api/faults/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Faults_AreReadOnceAndOnlyByTryIt()
    {
        await Page.Clock.InstallAsync();
        await OpenAsync("/");
        await Page.Clock.RunForAsync(60_000);
        Assert.DoesNotContain(Requests, url => url.Contains("/api/faults/", StringComparison.Ordinal));

        await Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Try it" }).ClickAsync();
        await Expect(State).ToContainTextAsync("no fault");
        await Page.Clock.RunForAsync(60_000);
        Assert.Equal(4, Requests.Count(url => url.Contains("/api/faults/", StringComparison.Ordinal)));
    }

    private ILocator Form => Main.GetByRole(AriaRole.Form, new() { Name = $"Faults of {Service}, tenant2" });

    private ILocator State => Main.GetByRole(AriaRole.Region, new() { Name = $"{Service} {AppId}" }).GetByTestId("fault-state");

    private async Task SetAsync(string field, string value)
    {
        await Form.GetByLabel(field).First.FillAsync(value);
        await Form.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^(Switch on|Change)$") }).ClickAsync();
    }
}
