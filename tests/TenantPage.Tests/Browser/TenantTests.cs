using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>A tenant is chosen in the header: every page shows that one alone.</summary>
public sealed class TenantTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/traces")]
    [InlineData("/logs")]
    [InlineData("/metrics")]
    [InlineData("/isolation")]
    [InlineData("/try")]
    public async Task Tenant_Switched_PageShowsOnlyItsOwn(string path)
    {
        await OpenAsync(path);
        foreach (var (tenant, other) in ((string, string)[])[("tenant2", "tenant1"), ("tenant1", "tenant2")])
        {
            await ChooseTenantAsync(tenant);

            await Expect(Page).ToHaveURLAsync(new Regex($"tenant={tenant}"));
            await Expect(With(Items(path), other)).ToHaveCountAsync(0);
            await Expect(With(Items(path), tenant).First).ToBeVisibleAsync();
        }

        await ChooseTenantAsync("All");
        await Expect(With(Items(path), "tenant1").First).ToBeVisibleAsync();
        await Expect(With(Items(path), "tenant2").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Tenant_Chosen_StaysFromPageToPage()
    {
        await OpenAsync("/");
        await ChooseTenantAsync("tenant2");
        foreach (var page in (string[])["Traces", "Logs", "Metrics", "Isolation", "Try it", "Overview"])
        {
            await Page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" }).GetByRole(AriaRole.Link, new() { Name = page }).ClickAsync();
            await Expect(Title(page)).ToBeVisibleAsync();
            await Expect(Page).ToHaveURLAsync(new Regex("tenant=tenant2"));
        }
    }

    /// <summary>What a page has of tenants.</summary>
    private ILocator Items(string path) => path switch
    {
        "/" => Rows("Services by tenant").Or(Main.GetByRole(AriaRole.Region, new() { NameRegex = new Regex("^tenant") })),
        "/traces" => Rows("Traces"),
        "/logs" => Rows("Log records"),
        "/metrics" => Main.GetByRole(AriaRole.Navigation, new() { Name = "Instruments" }).GetByRole(AriaRole.Heading),
        "/isolation" => Rows("Tenants"),
        "/try" => Main.GetByRole(AriaRole.Region, new() { NameRegex = new Regex("^tenant") }),
        _ => throw new ArgumentOutOfRangeException(nameof(path), path, null),
    };
}
