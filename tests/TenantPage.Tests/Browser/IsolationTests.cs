using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>Isolation: nothing is marked while every tenant keeps to itself, and everything that does not is.</summary>
public sealed class IsolationTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    [Fact]
    public async Task HonestRun_NothingIsMarked()
    {
        await OpenAsync("/isolation");

        await Expect(Main.GetByText("no record ever carried an unexpected tenant")).ToBeVisibleAsync();
        await Expect(Main.GetByText("Expected: tenant1, tenant2.")).ToBeVisibleAsync();
        await Expect(Rows("Tenants")).ToHaveCountAsync(2);
        await Expect(With(Rows("Tenants"), "none")).ToHaveCountAsync(2);
        await Expect(Main.GetByText("unexpected", new() { Exact = false }).Filter(new() { HasText = "✕" })).ToHaveCountAsync(0);
        await Expect(Page.GetByRole(AriaRole.Link, new() { Name = "Isolation", Exact = true })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task ForgedExport_IsMarkedOnEveryPageAndInDetail()
    {
        Page = await NewPageAsync(Options, Shared.Forged.Page);
        await OpenAsync("/");
        await Expect(Page.GetByRole(AriaRole.Link, new() { Name = "3 unexpected" })).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Link, new() { Name = "Isolation" }).ClickAsync();

        await Expect(Main.GetByText("3 records carried an unexpected tenant; telemetry of tenant9, which no one expects")).ToBeVisibleAsync();
        await Expect(With(Rows("Tenants"), "tenant9", "not expected", "1 unexpected")).ToBeVisibleAsync();
        await Expect(With(Rows("Tenants"), "tenant1", "1 unexpected")).ToBeVisibleAsync();
        await Expect(With(Rows("Tenants"), "tenant2", "1 unexpected")).ToBeVisibleAsync();
        var records = Rows("The last records that named another tenant");
        await Expect(records).ToHaveCountAsync(3);
        await Expect(With(records, "tenant9", "resource tenant.id")).ToBeVisibleAsync();
        await Expect(With(Rows("What was refused last"), "http", "traces")).ToBeVisibleAsync();

        await Expect(With(records, "tenant1", "tenant2", "attribute app.tenant.id")).ToBeVisibleAsync();

        await With(records, "trace of tenant1").GetByRole(AriaRole.Link).ClickAsync();
        await Expect(Main.GetByText("has a record of an unexpected tenant")).ToBeVisibleAsync();
    }
}
