using DemoApp.Tenants;
using DemoApp.TestSupport;
using DemoApp.YamlFiles;
using YamlDotNet.RepresentationModel;

namespace DemoApp.Charts.Tests.Tenants;

public sealed class TenantResourcesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("resources-").FullName;
    private readonly TenantResources _ofB = new(["front", "worker"], "b", "localhost:5317", "/run/names.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void AppIds_AreThoseOfTheTenant_WhereverDaprNamesAnApp()
    {
        var source = Directory.CreateDirectory(Path.Combine(_folder, "source")).FullName;
        Directory.CreateDirectory(Path.Combine(source, "sub"));
        File.WriteAllText(Path.Combine(source, "sub/ignored.yaml"), "kind: [");
        File.WriteAllText(Path.Combine(source, "notes.txt"), "kind: [");
        File.WriteAllText(Path.Combine(source, "all.yml"), """
            kind: Resiliency
            scopes: [front, stranger]
            spec: {targets: {apps: {worker: {retry: r}, stranger: {retry: r}}}}
            ---
            kind: Component
            spec: {metadata: [{name: publishingScopes, value: "front=a,b;worker=;stranger=c"}, {name: subscriptionScopes, value: "worker=a"}, {name: note, value: "front=a"}]}
            ---
            kind: Configuration
            spec: {accessControl: {policies: [{appId: front}, {appId: stranger}]}, tracing: {otel: {endpointAddress: "localhost:4317"}}, nameResolution: {configuration: {connectionString: names.db}}}
            """);

        _ofB.CopyFolder(source, Path.Combine(_folder, "target"));

        var documents = YamlFile.Read(Assert.Single(Directory.GetFileSystemEntries(Path.Combine(_folder, "target"))));
        Assert.Equal(["front-b", "stranger"], documents[0].List("scopes").Select(scope => scope.ToString()));
        Assert.Equal(["worker-b", "stranger"], documents[0].Map("spec").Map("targets").Map("apps").Children.Keys.Select(key => key.ToString()));
        Assert.Equal(["front-b=a,b;worker-b=;stranger=c", "worker-b=a", "front=a"], documents[1].Map("spec").List("metadata").Select(item => item.Text("value")));
        Assert.Equal(["front-b", "stranger"], documents[2].Map("spec").Map("accessControl").List("policies").Select(policy => policy.Text("appId")));
        Assert.Equal("localhost:5317", documents[2].Map("spec").Map("tracing").Map("otel").Text("endpointAddress"));
        Assert.Equal("/run/names.db", documents[2].Map("spec").Map("nameResolution").Map("configuration").Text("connectionString"));
    }

    [Theory]
    [InlineData("b", "front", "front-b")]
    [InlineData("b", "worker.default", "worker-b.default")]
    [InlineData("b", "stranger", "stranger")]
    [InlineData("b", "frontier", "frontier")]
    [InlineData(null, "front", "front")]
    public void AppId_OfTheList_HasTheTenantBehindIt(string? tenant, string id, string expected) =>
        Assert.Equal(expected, new TenantResources(["front", "worker"], tenant, "", "").AppId(id));

    [Fact]
    public void Components_OfTheRepository_AreScopedToTheTenantsReceiver()
    {
        new TenantResources(["sender", "receiver"], "tenant2", "", "").CopyFolder(Path.Combine(Repository.Root, "components"), _folder);

        var scopes = Directory.GetFiles(_folder).SelectMany(file => YamlFile.Read(file)).SelectMany(document => document.List("scopes"));
        Assert.Equal(["receiver-tenant2"], scopes.Select(scope => scope.ToString()));
    }

    [Fact]
    public void Alias_InAResource_IsRenamedOnce()
    {
        var file = Path.Combine(_folder, "a.yaml");
        File.WriteAllText(file, "a: &x {appId: front}\nb: *x\nc: {<<: *x, d: 1}");

        _ofB.CopyFile(file, file);

        var document = (YamlMappingNode)YamlFile.ReadOne(file);
        Assert.Equal(["front-b", "front-b", "front-b"], ((string[])["a", "b", "c"]).Select(key => document.Map(key).Text("appId")));
    }
}
