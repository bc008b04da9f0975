using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>Isolation: nothing is marked while every tenant keeps to itself, and everything that does not is.</summary>
public sealed class IsolationTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Fact]
    public async Task HonestRun_NothingIsMarked()
    {
        await OpenAsync("/isolation");

        await Expect(Main.GetByText("No record, call or export crossed from one tenant to another")).ToBeVisibleAsync();
        await Expect(Main.GetByText("Expected tenants: tenant1, tenant2.")).ToBeVisibleAsync();
        foreach (var tenant in LocalRun.Tenants)
        {
            await Expect(Region(tenant).GetByText("none unexpected")).ToBeVisibleAsync();
            var calls = $"^Calls of {tenant}: .*sender-{tenant} to receiver-{tenant} .*No call to another tenant";
            await Expect(Image(Region(tenant), calls)).ToBeVisibleAsync();
            await Expect(With(Region(tenant).GetByRole(AriaRole.Row), "Spans")).ToHaveTextAsync(new Regex(@"Spans\s*[1-9]"));
        }

        await Expect(Main.Locator(".badge.error, .alarm")).ToHaveCountAsync(0);
        await Expect(Page.GetByRole(AriaRole.Link, new() { Name = "Isolation", Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task RequestsForAnotherTenant_AreCountedByWhoAskedOfTheTenantThatRefused()
    {
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(HttpStatusCode.Forbidden, await Run.SendAsync("tenant2", claim: "tenant1"));
        }

        await OpenAsync("/isolation");
        var refused = With(Region("tenant2").GetByTestId("refused-requests").GetByRole(AriaRole.Row), "unknown caller", "/send");
        await Expect(refused).ToContainTextAsync("sender-service-tenant2");
        await Expect(refused.Locator("[data-head=Requests]")).ToHaveTextAsync(new Regex(@"^\s*([6-9]|[1-9]\d+)\s*$"));

        await OpenAsync("/");
        await Link(ServiceRow("sender-service-tenant2"), "refused requests of sender-service-tenant2").ClickAsync();
        await Expect(Title("Isolation")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task ForgedRequest_SentThreeWays_ShowsEachAnswer()
    {
        await OpenAsync("/isolation");
        await Choice("Send to").SelectOptionAsync("tenant2");
        await Expect(Choice("Claim to be").Locator("option")).ToHaveTextAsync(["tenant1", "another-tenant"]);
        await Button("Send the forged request").ClickAsync();

        var answers = Rows("Answers of tenant2 to requests that claim to be of tenant1");
        await Expect(answers).ToHaveCountAsync(3);
        await Expect(With(answers, "in the body")).ToContainTextAsync("refused");
        await Expect(With(answers, "in the body")).ToContainTextAsync("403");
        await Expect(With(answers, "headers")).ToContainTextAsync("kept its tenant");
        await Expect(With(answers, "baggage")).ToContainTextAsync("kept its tenant");
    }

    [Fact]
    public async Task Report_IsOneJsonFile()
    {
        await OpenAsync("/isolation");

        var download = await Page.RunAndWaitForDownloadAsync(() => Link("Download the report").ClickAsync());

        Assert.Matches(@"^isolation-.*\.json$", download.SuggestedFilename);
        await using var stream = await download.CreateReadStreamAsync();
        var report = await JsonNode.ParseAsync(stream, cancellationToken: TestContext.Current.CancellationToken);
        Assert.NotNull(report!["isolation"]);
        Assert.NotNull(report["overview"]);
    }

    [Fact]
    public async Task ForgedExport_IsMarkedOnEveryPageAndInDetail()
    {
        Page = await NewPageAsync(Options, Shared.Forged.Page);
        await OpenAsync("/");
        await Expect(Page.GetByRole(AriaRole.Link, new() { Name = "3 unexpected" })).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "Isolation" }).ClickAsync();

        var verdict = Main.GetByText("3 records named an unexpected tenant");
        await Expect(verdict).ToContainTextAsync("telemetry of tenant9, which is not an expected tenant");
        await Expect(verdict).ToContainTextAsync("telemetry without a tenant");
        await Expect(Region("tenant9").GetByText("not expected")).ToBeVisibleAsync();
        await Expect(Region("No tenant").GetByText("telemetry without a tenant")).ToBeVisibleAsync();
        await Expect(Region("tenant1").GetByText("1 unexpected")).ToBeVisibleAsync();
        await Expect(Region("tenant2").GetByText("1 unexpected")).ToBeVisibleAsync();
        var records = Rows("The last records that named another tenant");
        await Expect(records).ToHaveCountAsync(3);
        await Expect(With(records, "tenant1", "tenant2", "attribute app.tenant.id")).ToBeVisibleAsync();
        await Expect(With(Rows("The last exports that were rejected"), "http", "traces")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task CallToAnotherTenant_IsARedEdge()
    {
        await ChangeAnswerAsync("isolation", isolation =>
        {
            var tenant = isolation["tenants"]!.AsArray().First(tenant => tenant!["name"]!.GetValue<string>() == "tenant1")!;
            tenant["calls"]!.AsArray().Add(new JsonObject
            {
                ["from"] = new JsonObject { ["tenant"] = "tenant1", ["service"] = "sender-tenant1" },
                ["to"] = new JsonObject { ["tenant"] = "tenant2", ["service"] = "receiver-tenant2" },
                ["count"] = 7,
                ["errors"] = 0,
            });
        });
        await OpenAsync("/isolation");

        await Expect(Main.GetByText("1 service called another tenant")).ToBeVisibleAsync();
        var edge = Region("tenant1").Locator(".edge.crossing");
        await Expect(edge).ToHaveTextAsync(new Regex("7"));
        var red = await Main.Locator(".badge.error").First.EvaluateAsync<string>("badge => getComputedStyle(badge).color");
        Assert.Equal(red, await edge.Locator("path").First.EvaluateAsync<string>("path => getComputedStyle(path).stroke"));
        await Expect(Region("tenant2").Locator(".edge.crossing")).ToHaveCountAsync(0);
    }
}
