using System.Text.RegularExpressions;
using DemoApp.TestSupport;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>Try it: a request is sent from the page, which then links to its trace.</summary>
public sealed class TryTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Fact]
    public async Task Send_OfATenant_AnswerStaysAndLinksToItsTrace()
    {
        await OpenAsync("/");
        await Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = "Try it" }).ClickAsync();
        await Choice("Send to").SelectOptionAsync("tenant2");
        await Field("Message").FillAsync("Hello from the browser");
        await Button("Send").ClickAsync();

        await Expect(Status).ToContainTextAsync("The Sender of tenant2 answered 200");
        await Expect(Answer).ToContainTextAsync("\"tenant\":\"tenant2\"");
        var link = Main.GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Trace [0-9a-f]{32}$") });
        await Expect(link).ToHaveAttributeAsync("href", new Regex("^/trace/[0-9a-f]{32}$"));
        await Expect(Status.GetByText("not here yet")).ToHaveCountAsync(0);
        var answer = await Answer.TextContentAsync();

        await Page.GetByRole(AriaRole.Link, new() { Name = "Overview" }).ClickAsync();
        await Page.GoBackAsync();
        await Expect(Answer).ToHaveTextAsync(answer!);
        await Page.ReloadAsync();
        await Expect(Answer).ToHaveTextAsync(answer!);
    }

    [Fact]
    public async Task Send_NobodyListens_SaysWhichAppDoesNotAnswer()
    {
        var app = $"tenant1/sender-tenant1/sender-service-tenant1:{FreePort.Next()}:{FreePort.Next()}";
        var viewer = await StartViewerAsync("--app", app);
        Provokes("502 (Bad Gateway)");
        Page = await NewPageAsync(Options, viewer.Page);

        await OpenAsync("/try");
        await Button("Send").ClickAsync();

        await Expect(With(Main.GetByRole(AriaRole.Alert), "sender-tenant1 does not answer at 127.0.0.1:").First).ToBeVisibleAsync();
        await Expect(Button("Send")).ToHaveAttributeAsync("aria-disabled", "false");
    }

    private ILocator Status => Main.GetByTestId("try-status");

    private ILocator Answer => Main.GetByLabel("The answer");
}
