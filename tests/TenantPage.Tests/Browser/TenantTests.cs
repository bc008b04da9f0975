using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>A tenant is chosen in the header: every page shows that one alone.</summary>
public sealed class TenantTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Theory]
    [InlineData("/")]
    [InlineData("/isolation")]
    [InlineData("/try")]
    public async Task Tenant_Switched_PageShowsOnlyItsOwn(string path)
    {
        await OpenAsync(path);
        foreach (var (tenant, other) in ((string, string)[])[("tenant2", "tenant1"), ("tenant1", "tenant2")])
        {
            await ChooseTenantAsync(tenant);

            await Expect(Page).ToHaveURLAsync(new Regex($"tenant={tenant}"));
            await Expect(Region(tenant)).ToBeVisibleAsync();
            await Expect(Region(other)).ToHaveCountAsync(0);
            await Expect(With(Rows("Services by tenant"), other)).ToHaveCountAsync(0);
        }

        await ChooseTenantAsync("All");
        await Expect(Region("tenant1")).ToBeVisibleAsync();
        await Expect(Region("tenant2")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Tenant_Chosen_StaysFromPageToPage()
    {
        await OpenAsync("/");
        await ChooseTenantAsync("tenant2");
        foreach (var page in (string[])["Isolation", "Try it", "Overview"])
        {
            await Link(Page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" }), $"^{page}").ClickAsync();
            await Expect(Title(page)).ToBeVisibleAsync();
            await Expect(Page).ToHaveURLAsync(new Regex("tenant=tenant2"));
        }

        await Expect(Main.GetByText("tenant1")).ToHaveCountAsync(0);
    }
}
