using DemoApp.Tenants;
using DemoApp.Tenants.RunFile;
using DemoApp.TestSupport;
using YamlDotNet.RepresentationModel;

namespace DemoApp.Charts.Tests.Tenants;

public sealed class TenantRunFileTests : IDisposable
{
    private static readonly string[] PortKeys = ["appPort", "daprHTTPPort", "daprGRPCPort", "daprInternalGRPCPort"];

    private readonly string _folder = Directory.CreateTempSubdirectory("run-file-").FullName;

    private string Output => Path.Combine(_folder, "out");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Apps_OfTheRepositorysRunFile_AreThereOnceForEachTenant()
    {
        var told = Write(Repository.Root, ["tenant1", "tenant2"]);

        Assert.Equal(["sender-tenant1", "receiver-tenant1", "sender-tenant2", "receiver-tenant2"], Apps().Select(app => Text(app, "appID")));
        Assert.Equal(["tenant1", "tenant1", "tenant2", "tenant2"], Apps().Select(app => Text(app, "env", "TENANT_ID")));
        Assert.Equal(["receiver-tenant1", "receiver-tenant1", "receiver-tenant2", "receiver-tenant2"], Apps().Select(app => Text(app, "env", "RECEIVER_APP_ID")));
        Assert.Equal(Apps().Select(app => (Text(app, "env", "TENANT_ID"), Text(app, "appID"), Text(app, "appPort"))), told.Select(app => (app.Tenant ?? "", app.AppId, app.Port ?? "")));
    }

    [Fact]
    public void Ports_OfTheFirstTenantOfTheList_AreThoseOfTheTemplate_AndTheNextOnesAreAHundredFurther()
    {
        Write(Repository.Root, ["tenant2", "tenant1"]);

        var template = ((YamlSequenceNode)Load(Path.Combine(Repository.Root, "dapr.yaml"))["apps"]).Cast<YamlMappingNode>().ToList();
        Assert.Equal(2, template.Count);
        foreach (var (ofTemplate, name) in template.Zip(["sender", "receiver"]))
        {
            foreach (var key in PortKeys)
            {
                Assert.Equal(Text(ofTemplate, key), Text(App($"{name}-tenant1"), key));
                Assert.Equal($"{int.Parse(Text(ofTemplate, key), null) + 100}", Text(App($"{name}-tenant2"), key));
            }
        }

        Assert.Equal("http://127.0.0.1:8000", Text(App("sender-tenant1"), "env", "ASPNETCORE_URLS"));
        Assert.Equal("http://127.0.0.1:8101", Text(App("receiver-tenant2"), "env", "ASPNETCORE_URLS"));
    }

    [Fact]
    public void Ports_OfATenantAlone_AreThoseThatItHasBesideOthers()
    {
        Write(Repository.Root, ["tenant2"]);

        Assert.Equal(["8100", "8101"], Apps().Select(app => Text(app, "appPort")));
    }

    [Fact]
    public void AppIds_NamedInCopiedResources_AreThoseOfTheTenantThatHasTheCopy()
    {
        Write(Repository.Root, ["tenant1", "tenant2"]);

        foreach (var tenant in (string[])["tenant1", "tenant2"])
        {
            var ofTenant = Apps().Where(app => Text(app, "env", "TENANT_ID") == tenant).ToList();
            var resources = ofTenant.SelectMany(app => (YamlSequenceNode)app["resourcesPaths"]).Select(path => path.ToString()).Distinct().ToList();
            var scopes = resources.SelectMany(Directory.GetFiles).SelectMany(file => (YamlSequenceNode)Load(file)["scopes"]).Select(scope => scope.ToString()).ToList();
            Assert.NotEmpty(scopes);
            Assert.Subset(ofTenant.Select(app => Text(app, "appID")).ToHashSet(), scopes.ToHashSet());
        }
    }

    [Fact]
    public void Paths_OfTheWrittenFile_AreThere()
    {
        Write(Repository.Root, ["tenant1", "tenant2"]);

        Assert.All(Apps(), app =>
        {
            Assert.Equal(Repository.Root, Text(app, "appDirPath"));
            Assert.All((YamlSequenceNode)app["resourcesPaths"], path => Assert.True(Directory.Exists(path.ToString()), $"{path} is not there"));
            Assert.True(File.Exists(Text(app, "configFilePath")));
        });
    }

    [Fact]
    public void Commands_OfTenants_DoNotBuild()
    {
        Write(Repository.Root, ["tenant1", "tenant2"]);

        Assert.All(Apps(), app => Assert.Equal(["dotnet", "run", "--no-build"], ((YamlSequenceNode)app["command"]).Take(3).Select(word => word.ToString())));
    }

    [Fact]
    public void Names_ThatFollowTheTenant_AreFoundWhereverDaprHasThem()
    {
        Template("""
            version: 1
            common:
              resourcesPaths: [resources]
              env: &env {SHARED: yes, RECEIVER_APP_ID: worker.default}
            apps:
              - appID: front
                appDirPath: .
                appPort: 7000
                configFilePath: configuration.yaml
                env: {<<: *env, UPSTREAM: "http://localhost:7001/x", OTHER: "http://example.org:7001", HTTP_PORTS: "7000;9", TEXT: "7000"}
                command: [./front, --listen, "http://+:7000", --size, "7000"]
              - appID: worker
                appDirPath: .
                appPort: 7001
            """);
        File.WriteAllText(Path.Combine(_folder, "configuration.yaml"), "kind: Configuration\nspec: {accessControl: {policies: [{appId: front}, {appId: stranger}]}}");
        Directory.CreateDirectory(Path.Combine(_folder, "resources/sub"));
        File.WriteAllText(Path.Combine(_folder, "resources/sub/not-read.yaml"), "kind: [");
        File.WriteAllText(Path.Combine(_folder, "resources/all.yml"), """
            kind: Resiliency
            scopes: [front, stranger]
            spec: {targets: {apps: {worker: {retry: r}, stranger: {retry: r}}}}
            ---
            kind: Component
            spec: {metadata: [{name: publishingScopes, value: "front=a,b;worker=;stranger=c"}, {name: subscriptionScopes, value: "worker=a"}, {name: note, value: "front=a"}]}
            """);

        Write(_folder, ["tenant1", "b"], "tenants: [{name: tenant1, namespace: x}, {name: b, namespace: z}]");

        var front = App("front-b");
        var env = (YamlMappingNode)front["env"];
        Assert.Equal("yes", Text(env, "SHARED"));
        Assert.Equal("worker-b.default", Text(env, "RECEIVER_APP_ID"));
        Assert.Equal("http://localhost:7101/x", Text(env, "UPSTREAM"));
        Assert.Equal("http://example.org:7001", Text(env, "OTHER"));
        Assert.Equal("7100;9", Text(env, "HTTP_PORTS"));
        Assert.Equal("7000", Text(env, "TEXT"));
        Assert.Equal(["./front", "--listen", "http://+:7100", "--size", "7000"], ((YamlSequenceNode)front["command"]).Select(word => word.ToString()));
        Assert.Equal("b", Text(App("worker-b"), "env", "TENANT_ID"));
        Assert.Equal("yes", Text(App("worker-b"), "env", "SHARED"));

        var policies = (YamlSequenceNode)Load(Text(front, "configFilePath"))["spec"]["accessControl"]["policies"];
        Assert.Equal(["front-b", "stranger"], policies.Select(policy => policy["appId"].ToString()));

        var copies = Directory.GetFiles(((YamlSequenceNode)front["resourcesPaths"])[0].ToString());
        var documents = LoadAll(Assert.Single(copies));
        Assert.Equal(["front-b", "stranger"], ((YamlSequenceNode)documents[0]["scopes"]).Select(scope => scope.ToString()));
        Assert.Equal(["worker-b", "stranger"], ((YamlMappingNode)documents[0]["spec"]["targets"]["apps"]).Children.Keys.Select(key => key.ToString()));
        Assert.Equal(
            ["front-b=a,b;worker-b=;stranger=c", "worker-b=a", "front=a"],
            ((YamlSequenceNode)documents[1]["spec"]["metadata"]).Select(item => item["value"].ToString()));
    }

    [Fact]
    public void Resources_BesideAnApp_WinOverThoseOfCommon_AsWithDapr()
    {
        Template("""
            version: 1
            common: {resourcesPath: resources}
            apps: [{appDirPath: app}, {appID: other, appDirPath: .}]
            """);
        Directory.CreateDirectory(Path.Combine(_folder, "resources"));
        File.WriteAllText(Path.Combine(_folder, "resources/a.yaml"), "kind: Component\nscopes: [app]");
        Directory.CreateDirectory(Path.Combine(_folder, "app/.dapr/resources"));
        File.WriteAllText(Path.Combine(_folder, "app/.dapr/resources/b.yaml"), "kind: Component\nscopes: [app]");

        Write(_folder, ["tenant1"], "tenants: [{name: tenant1, namespace: x}]");

        Assert.Equal(["b.yaml"], FilesOf("app-tenant1"));
        Assert.Equal(["a.yaml"], FilesOf("other-tenant1"));

        IEnumerable<string> FilesOf(string app) => Directory.GetFiles(((YamlSequenceNode)App(app)["resourcesPaths"])[0].ToString()).Select(file => Path.GetFileName(file));
    }

    [Fact]
    public void TenantsNone_WithACollector_KeepsTheTemplatesAppsAndChangesWhereSpansGo()
    {
        Write(Repository.Root, [], options: options => options with { Collector = "localhost:5317" });

        Assert.Equal(["sender", "receiver"], Apps().Select(app => Text(app, "appID")));
        Assert.All(Apps(), app =>
        {
            Assert.Equal("localhost:5317", Text((YamlMappingNode)Load(Text(app, "configFilePath"))["spec"]["tracing"], "otel", "endpointAddress"));
            Assert.DoesNotContain("--no-build", ((YamlSequenceNode)app["command"]).Select(word => word.ToString()));
        });
    }

    [Fact]
    public void TenantUnknown_IsRefusedBeforeAnythingIsWritten()
    {
        var error = Assert.Throws<TenantListException>(() => Write(Repository.Root, ["tenant1", "nobody"]));

        Assert.Contains("has no tenant \"nobody\". It has: tenant1, tenant2.", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Output));
    }

    [Theory]
    [InlineData("apps: []", 100, "has no list `apps`")]
    [InlineData("apps: [{appPort: 1}]", 100, "has no `appDirPath`")]
    [InlineData("apps: [{appID: a, appDirPath: ., appPort: 8000, daprHTTPPort: 8050}]", 50, "Port 8050 would be the daprHTTPPort of a-tenant1 and the appPort of a-b. Choose another step than 50.")]
    [InlineData("apps: [{appID: a, appDirPath: ., appPort: 65500}]", 100, "Port 65600, the appPort of a-b, is above 65535")]
    [InlineData("apps: [{appID: a, appDirPath: .}, {appID: a, appDirPath: .}]", 100, "Two apps would be called \"a-tenant1\"")]
    [InlineData("common: {resourcesPaths: [none]}\napps: [{appID: a, appDirPath: .}]", 100, "/none are not there")]
    [InlineData("common: {configFilePath: none.yaml}\napps: [{appID: a, appDirPath: .}]", 100, "none.yaml cannot be read")]
    [InlineData("apps: [", 100, "template.yaml:")]
    public void Template_OutOfWhichNoRunFileCanBeMade_SaysWhy(string template, int step, string message)
    {
        Template(template);

        var error = Assert.Throws<RunFileException>(() =>
            Write(_folder, ["tenant1", "b"], "tenants: [{name: tenant1, namespace: x}, {name: b, namespace: z}]", options => options with { PortStep = step }));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Output_ThatSomebodyElseFilled_IsLeftAlone()
    {
        Directory.CreateDirectory(Output);
        var file = Path.Combine(Output, "dapr.yaml");
        File.WriteAllText(file, "mine");

        Assert.Contains("would be deleted", Assert.Throws<RunFileException>(() => Write(Repository.Root, ["tenant1"])).Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(file));
    }

    [Fact]
    public void Output_OfAnEarlierCall_IsReplaced()
    {
        Write(Repository.Root, ["tenant1", "tenant2"]);
        Write(Repository.Root, ["tenant2"]);

        Assert.Equal(["sender-tenant2", "receiver-tenant2"], Apps().Select(app => Text(app, "appID")));
        Assert.Equal(["tenant2"], Directory.GetDirectories(Output).Select(folder => Path.GetFileName(folder)));
    }

    private void Template(string text) => File.WriteAllText(Path.Combine(_folder, "template.yaml"), text);

    private IReadOnlyList<TenantApp> Write(
        string folder, string[] tenants, string? list = null, Func<TenantRunOptions, TenantRunOptions>? options = null)
    {
        var listFile = Path.Combine(Repository.Root, "tenants.yaml");
        if (list is not null)
        {
            listFile = Path.Combine(_folder, "tenants.yaml");
            File.WriteAllText(listFile, list);
        }

        var all = TenantList.Read(listFile);
        var template = Path.Combine(folder, folder == Repository.Root ? "dapr.yaml" : "template.yaml");
        return TenantRunFile.Write(all.Places(tenants), (options ?? (same => same))(new(template, Output)));
    }

    private List<YamlMappingNode> Apps() => [.. ((YamlSequenceNode)Load(Path.Combine(Output, "dapr.yaml"))["apps"]).Cast<YamlMappingNode>()];

    private YamlMappingNode App(string id) => Assert.Single(Apps(), app => Text(app, "appID") == id);

    private static string Text(YamlNode node, params string[] path) => path.Aggregate(node, (at, key) => at[key]).ToString();

    private static YamlMappingNode Load(string file) => LoadAll(file)[0];

    private static List<YamlMappingNode> LoadAll(string file)
    {
        var stream = new YamlStream();
        using var text = File.OpenText(file);
        stream.Load(text);
        return [.. stream.Documents.Select(document => (YamlMappingNode)document.RootNode)];
    }
}
