using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>Overview: both tenants side by side, the way to the dashboard, and the receiving end.</summary>
public sealed class OverviewTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Theory]
    [InlineData("tenant1")]
    [InlineData("tenant2")]
    public async Task Rows_OfATenant_HaveFiguresHealthAndCharts(string tenant)
    {
        await OpenAsync("/");
        foreach (var service in (string[])[$"sender-service-{tenant}", $"receiver-service-{tenant}"])
        {
            var row = ServiceRow(service);
            await Expect(row).ToContainTextAsync(tenant);
            await Expect(row.GetByText("up")).ToHaveCountAsync(2);
            // The count of 15 minutes, which no pause between two tests takes back to zero.
            await Expect(Image(row, $@"^Requests per second of {service}, {tenant}: now .*, [1-9]\d* requests?$")).ToBeVisibleAsync();
        }

        await Expect(With(ServiceRow($"sender-{tenant}"), "sidecar")).ToBeVisibleAsync();
        await Expect(With(ServiceRow($"receiver-{tenant}"), "sidecar")).ToBeVisibleAsync();
        await Expect(Main.GetByText("its row stays at 0 % while the Receiver fails")).ToBeVisibleAsync();
        await Expect(Region(tenant).GetByRole(AriaRole.Img)).ToHaveCountAsync(4);
        var percentile = $@"^99th percentile \(p99\) of {tenant}, last minute: .*sender-service-{tenant} ";
        await Expect(Image(Region(tenant), percentile)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Evidence_OfFailuresAndSlowRequests_LinksToTheDashboard()
    {
        await OpenAsync("/");

        var failed = Link(ServiceRow("receiver-service-tenant1"), "failed requests? of receiver-service-tenant1");
        await Expect(failed).ToHaveAttributeAsync("href", new Regex("^/trace/[0-9a-f]{32}$"));
        var slowest = Link(Rows("Slowest requests").First, "^Trace [0-9a-f]{8} on the dashboard");
        await Expect(slowest).ToHaveAttributeAsync("href", new Regex("^/trace/[0-9a-f]{32}$"));
        await Expect(With(Rows("Failed requests"), "receiver-service-tenant1").First).ToContainTextAsync("500");

        await failed.ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Regex($"^{Regex.Escape(Run.Dashboard.Address.ToString())}traces/detail/[0-9a-f]{{32}}$"));
        LeavesFor(Run.Dashboard.Address);
    }

    [Fact]
    public async Task Trace_SampledOut_HasNoLinkAndSaysSo()
    {
        await ChangeAnswerAsync("overview", overview =>
        {
            foreach (var trace in overview["rows"]!.AsArray().SelectMany(Traces))
            {
                trace!["forwarded"] = false;
            }
        });
        await OpenAsync("/");

        await Expect(Rows("Slowest requests").First).ToContainTextAsync("sampled out");
        await Expect(Main.Locator("a[href^='/trace/']")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Fault_InForce_IsMarkedOnRowChartAndAbove()
    {
        await ChangeAnswerAsync("overview", overview =>
        {
            foreach (var row in overview["rows"]!.AsArray())
            {
                row!["fault"] = row["service"]!.GetValue<string>() == "receiver-service-tenant2" ? "30 % errors, since 22:41:07" : null;
            }
        });
        await OpenAsync("/");

        await Expect(Main.GetByTestId("fault-mark")).ToContainTextAsync("receiver-service-tenant2 (tenant2): 30 % errors, since 22:41:07");
        await Expect(ServiceRow("receiver-service-tenant2")).ToContainTextAsync("fault");
        await Expect(ServiceRow("receiver-service-tenant1")).Not.ToContainTextAsync("fault");
        await Expect(Image(Region("tenant2"), "Fault in receiver-service-tenant2: 30 % errors")).ToHaveCountAsync(4);
        await Expect(Region("tenant2").GetByText("▲ fault")).ToHaveCountAsync(5);
        await Expect(Region("tenant1").GetByText("▲ fault")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("ok", "Telemetry is forwarded to http://")]
    [InlineData("failing", "does not accept the telemetry: connection refused")]
    [InlineData("off", "No dashboard receives this telemetry.")]
    public async Task Forwarding_StateAndLoss_AreShown(string state, string text)
    {
        await ChangeAnswerAsync("overview", overview =>
        {
            var forward = overview["forward"]!;
            forward["state"] = state;
            forward["detail"] = "connection refused";
            forward["dropped"] = new JsonObject { ["spans"] = state == "failing" ? 1234 : 0, ["points"] = 0, ["logs"] = 0 };
        });
        await OpenAsync("/");

        var receiver = Region("Receiver of this page");
        await Expect(receiver.GetByText("receiving")).ToBeVisibleAsync();
        await Expect(receiver).ToContainTextAsync(new Regex(@"Received\s*[1-9][\d,]* spans"));
        await Expect(receiver.GetByTestId("forward-state")).ToContainTextAsync(text);
        await Expect(receiver.GetByText("1,234 spans")).ToHaveCountAsync(state == "failing" ? 1 : 0);
        await Expect(receiver.GetByText("telemetry was dropped")).ToHaveCountAsync(state == "failing" ? 1 : 0);
    }

    [Fact]
    public async Task Colours_OfAService_FollowItsRoleAndNotItsPlace()
    {
        await OpenAsync("/");
        var forwards = await SwatchesAsync();
        await ChangeAnswerAsync("overview", overview =>
        {
            var rows = overview["rows"]!.AsArray().Reverse().Select(row => row!.DeepClone()).ToArray();
            overview["rows"] = new JsonArray([.. rows]);
        });
        await Page.ReloadAsync();
        await Expect(ServiceRow("sender-service-tenant1")).ToBeVisibleAsync();

        Assert.Equal(forwards, await SwatchesAsync());
        Assert.Equal(forwards["sender-service-tenant1"], forwards["sender-service-tenant2"]);
        Assert.NotEqual(forwards["sender-service-tenant1"], forwards["receiver-service-tenant1"]);
    }

    [Fact]
    public async Task Overview_WithoutAnyTelemetry_NamesTheAddressesOfThisRun()
    {
        var viewer = await StartViewerAsync("--app", "blue/sender-blue/sender-service-blue:12345:12346", "--tenants", "blue");
        Page = await NewPageAsync(Options, viewer.Page);
        foreach (var path in (string[])["/", "/isolation"])
        {
            await OpenAsync(path);
            await Expect(Main.GetByLabel("Commands")).ToContainTextAsync("curl -X POST http://127.0.0.1:12345/send");
            await Expect(Main.GetByLabel("Commands")).ToContainTextAsync("Hello from blue");
        }

        viewer = await StartViewerAsync();
        Page = await NewPageAsync(Options, viewer.Page);
        await OpenAsync("/");
        await Expect(Main.GetByTestId("empty")).ToContainTextAsync($":{viewer.Grpc.Port}");
        await Expect(Main.GetByTestId("empty")).ToContainTextAsync($":{viewer.OtlpHttp.Port}");
    }

    private static IEnumerable<JsonNode?> Traces(JsonNode? row) =>
        ((string[])["slowest", "failed"]).SelectMany(member => row![member]?.AsArray() ?? []);

    private async Task<Dictionary<string, string>> SwatchesAsync()
    {
        var pairs = await Table("Services by tenant").Locator(".swatch").EvaluateAllAsync<string[]>(
            "all => all.map(swatch => `${swatch.nextSibling.nextSibling.textContent} ${getComputedStyle(swatch).backgroundColor}`)");
        return pairs.Select(pair => pair.Trim().Split(' ', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
    }
}
