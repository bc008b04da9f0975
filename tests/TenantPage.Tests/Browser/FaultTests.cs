using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>Faults are switched on, changed and switched off from the page, and are seen where they should be.</summary>
public sealed class FaultTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private const string AppId = "sender-tenant2";

    public override async ValueTask DisposeAsync()
    {
        if (Run is not null)
        {
            await Run.FaultsAsync(AppId, null);
        }

        await base.DisposeAsync();
    }

    [Fact]
    public async Task ErrorRate_SwitchedOnForTheSender_IsSeenInTraceAndOverview()
    {
        await OpenAsync("/try");
        await Form.GetByLabel("Error rate").First.FillAsync("1");
        await Form.GetByRole(AriaRole.Button, new() { Name = "Switch on" }).ClickAsync();
        await Expect(State).ToContainTextAsync("error rate 100 %");

        await Choice("Tenant").SelectOptionAsync("tenant2");
        await Button("Send and open its trace").ClickAsync();
        await Expect(Main.GetByText(new Regex("The Sender answered 500"))).ToBeVisibleAsync();
        await Expect(Title("POST /send tenant-page")).ToBeVisibleAsync();
        await Expect(Main.GetByRole(AriaRole.Treeitem, new() { NameRegex = new Regex("error") }).Filter(new() { HasText = "sender-service" }).First).ToBeVisibleAsync();
        var trace = Regex.Match(Page.Url, "[0-9a-f]{32}").Value;

        await Link("Traces").First.ClickAsync();
        await Expect(With(Rows("Traces"), trace[..8])).ToContainTextAsync(new Regex(@"\d errors?"));
        await Page.GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync();
        await Expect(With(Rows("Services by tenant"), "tenant2", "sender-service").GetByRole(AriaRole.Cell).Filter(new() { HasTextRegex = new Regex(@"✕ \d.* %") })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Faults_ChangedThenSwitchedOff_AreInForceUntilThen()
    {
        await OpenAsync("/try");
        await Form.GetByLabel("Latency").First.FillAsync("250");
        await Form.GetByRole(AriaRole.Button, new() { Name = "Switch on" }).ClickAsync();
        await Expect(State).ToContainTextAsync("latency 250 ms");

        await Form.GetByLabel("Latency").First.FillAsync("300");
        await Form.GetByLabel("For, seconds").FillAsync("60");
        await Form.GetByRole(AriaRole.Button, new() { Name = "Change" }).ClickAsync();
        await Expect(State).ToContainTextAsync("latency 300 ms");

        await Form.GetByRole(AriaRole.Button, new() { Name = "Switch off" }).ClickAsync();
        await Expect(State).ToContainTextAsync("no fault");
        await Expect(State).ToContainTextAsync("as the environment says");
    }

    [Fact]
    public async Task Faults_ValueOutOfRange_IsNotSent()
    {
        await OpenAsync("/try");
        await Form.GetByLabel("Error rate").First.FillAsync("2");
        await Form.GetByRole(AriaRole.Button, new() { Name = "Switch on" }).ClickAsync();

        Assert.False(await Form.GetByLabel("Error rate").First.EvaluateAsync<bool>("field => field.checkValidity()"));
        await Expect(State).ToContainTextAsync("no fault");
    }

    private ILocator Form => Main.GetByRole(AriaRole.Form, new() { Name = "Faults of sender-service, tenant2" });

    private ILocator State => Main.GetByRole(AriaRole.Region, new() { Name = $"sender-service {AppId}" }).GetByTestId("fault-state");
}
