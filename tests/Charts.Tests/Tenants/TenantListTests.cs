using DemoApp.Tenants;
using DemoApp.TestSupport;

namespace DemoApp.Charts.Tests.Tenants;

public sealed class TenantListTests
{
    [Fact]
    public void List_OfTheRepository_HasTheTwoTenants() =>
        Assert.Equal(
            [("tenant1", "tenant1-demo"), ("tenant2", "tenant2-demo")],
            TenantList.Read(Path.Combine(Repository.Root, "tenants.yaml")).Tenants.Select(t => (t.Name, t.Namespace)));

    [Theory]
    [InlineData("tenants: {}", "has no list `tenants`")]
    [InlineData("", "has no list `tenants`")]
    [InlineData("tenants: [a]", ":1: an entry of `tenants` has name, namespace and exporter")]
    [InlineData("tenants: [{name: A, namespace: b}]", ":1: `name` must be a DNS label")]
    [InlineData("tenants: [{namespace: b}]", ":1: `name` must be a DNS label")]
    [InlineData("tenants: [{name: a}]", ":1: `namespace` must be a DNS label")]
    [InlineData("tenants: [{name: a, namespace: b-}]", ":1: `namespace` must be a DNS label")]
    [InlineData("tenants: [{name: unknown, namespace: b}]", ":1: `name: unknown` is taken")]
    [InlineData("tenants:\n  - {name: a, namespace: b}\n  - {name: a, namespace: c}", ":3: a has the name or the namespace of a")]
    [InlineData("tenants:\n  - {name: a, namespace: b}\n  - {name: c, namespace: b}", ":3: c has the name or the namespace of a")]
    [InlineData("tenants: [{name: a, namespace: b, value: {}}]", ":1: `value` is no key of a tenant; those are name, namespace, exporter, values")]
    [InlineData("tenants: [{name: a, namespace: b, values: 5}]", ":1: `values` are overrides of charts/demo-app, a map")]
    [InlineData("tenants:\n  - {name: a\n", ":3:")]
    public async Task List_WithAnError_SaysWhereAndWhat(string text, string message)
    {
        using var file = new TemporaryFile();
        await File.WriteAllTextAsync(file.Path, text, TestContext.Current.CancellationToken);
        Assert.Contains(message, Assert.Throws<TenantListException>(() => TenantList.Read(file.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void List_ThatIsNotThere_SaysSo() =>
        Assert.StartsWith("no/such.yaml cannot be read", Assert.Throws<TenantListException>(() => TenantList.Read("no/such.yaml")).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Find_OfAnUnknownName_NamesTheKnownOnes()
    {
        using var file = new TemporaryFile();
        await File.WriteAllTextAsync(file.Path, "tenants: [{name: a, namespace: b}, {name: c, namespace: d}]", TestContext.Current.CancellationToken);
        Assert.Equal($"{file.Path} has no tenant \"x\". It has: a, c. Add an entry there for a new one.", Assert.Throws<TenantListException>(() => TenantList.Read(file.Path).Find("x")).Message);
    }

    [Fact]
    public async Task Values_HaveTheTenantAndItsOverrides()
    {
        var values = await ValuesOfAsync("tenants: [{name: \"123\", namespace: b, values: {global: {otlpPort: \"5000\", tenantId: \"123\"}, sender: {replicaCount: 3}}}]", "123");
        Assert.Equal("global:\n  tenantId: \"123\"\n  otlpPort: \"5000\"\nsender: {replicaCount: 3}\n", values.Replace("...\n", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Values_ThatNameAnotherTenant_AreRefused()
    {
        var error = await Assert.ThrowsAsync<TenantListException>(() => ValuesOfAsync("tenants: [{name: a, namespace: b, values: {global: {tenantId: c}}}]", "a"));
        Assert.Equal("The values of a say `global.tenantId: c`; a tenant's id is its name. Leave it out.", error.Message);
    }

    private static async Task<string> ValuesOfAsync(string list, string tenant)
    {
        using var file = new TemporaryFile();
        await File.WriteAllTextAsync(file.Path, list);
        using var output = new StringWriter();
        ReleaseValues.Write(TenantList.Read(file.Path).Find(tenant), output);
        return output.ToString();
    }
}
