using DemoApp.Charts.Tests.Collector;
using DemoApp.Tenants;
using DemoApp.TestSupport;
using DemoApp.YamlFiles;

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
    [InlineData("tenants: []\n---\ntenants: []", "has no list `tenants`")]
    [InlineData("tenants: [a]", ":1: an entry of `tenants` has name, namespace and exporter")]
    [InlineData("tenants: [{name: A, namespace: b}]", ":1: `name` must be a DNS label")]
    [InlineData("tenants: [{namespace: b}]", ":1: `name` must be a DNS label")]
    [InlineData("tenants: [{name: [a], namespace: b}]", ":1: `name` must be a DNS label")]
    [InlineData("tenants: [{name: \"t1\\n\", namespace: b}]", ":1: `name` must be a DNS label")]
    [InlineData("tenants:\n  - name: |\n      t1\n    namespace: b", ":2: `name` must be a DNS label")]
    [InlineData("tenants: [{name: a}]", ":1: `namespace` must be a DNS label")]
    [InlineData("tenants: [{name: a, namespace: b-}]", ":1: `namespace` must be a DNS label")]
    [InlineData("tenants: [{name: unknown, namespace: b}]", ":1: `name: unknown` is taken")]
    [InlineData("tenants: [{name: gateway, namespace: b}]", ":1: `name: gateway` is taken")]
    [InlineData("tenants:\n  - {name: a, namespace: b}\n  - {name: a, namespace: c}", ":3: a has the name or the namespace of a")]
    [InlineData("tenants:\n  - {name: a, namespace: b}\n  - {name: c, namespace: b}", ":3: c has the name or the namespace of a")]
    [InlineData("tenants: [{name: a, namespace: b, value: {}}]", ":1: `value` is no key of a tenant; those are name, namespace, exporter, values")]
    [InlineData("tenants: [{name: a, namespace: b, values: 5}]", ":1: `values` are overrides of charts/demo-app, a map")]
    [InlineData("tenants:\n  - {name: a\n", ":3:")]
    [InlineData("tenants: *a", ":1:")]
    [InlineData("tenants: []\ntenants: []", ":2:")]
    [InlineData("a: b\ntenants: \0", ":2: the control character U+0000 is not allowed in YAML")]
    // Namespaces that are not ours to use.
    [InlineData("tenants:\n  - name: a\n    namespace: kube-system", ":3: `namespace: kube-system` is reserved for Kubernetes; ")]
    [InlineData("tenants: [{name: a, namespace: kube-node-lease}]", ":1: `namespace: kube-node-lease` is reserved for Kubernetes")]
    [InlineData("tenants: [{name: a, namespace: default}]", ":1: `namespace: default` is reserved for Kubernetes")]
    [InlineData("tenants: [{name: a, namespace: dapr-system}]", ":1: `namespace: dapr-system` is reserved for Dapr")]
    [InlineData("tenants: [{name: a, namespace: observability}]", ":1: `namespace: observability` is the collectors' own; give a another")]
    public async Task List_WithAnError_SaysWhereAndWhat(string text, string message) =>
        Assert.Contains(message, await ErrorOfAsync(text), StringComparison.Ordinal);

    // Plain scalars that Helm reads as a number, a boolean or null; its chart then rejects the list.
    [Theory]
    [InlineData("123")]
    [InlineData("0123")]
    [InlineData("08")]
    [InlineData("1e3")]
    [InlineData("12e-3")]
    [InlineData("0x1f")]
    [InlineData("0o17")]
    [InlineData("0b11")]
    [InlineData("true")]
    [InlineData("false")]
    [InlineData("null")]
    [InlineData("y")]
    [InlineData("n")]
    [InlineData("yes")]
    [InlineData("no")]
    [InlineData("on")]
    [InlineData("off")]
    public async Task Text_ThatYamlReadsAsSomethingElse_MustBeInQuotes(string text)
    {
        foreach (var key in new[] { "name", "namespace" })
        {
            string ListOf(string value) => $"tenants:\n  - {key}: {value}\n    {(key == "name" ? "namespace" : "name")}: other";
            var error = $":2: `{key}: {text}` is not text in YAML; put it in quotes: `{key}: \"{text}\"`.";
            Assert.EndsWith(error, await ErrorOfAsync(ListOf(text)), StringComparison.Ordinal);
            Assert.Contains("is not text in YAML", await ErrorOfAsync(ListOf($"!!int \"{text}\"")), StringComparison.Ordinal);
            foreach (var quoted in new[] { $"\"{text}\"", $"'{text}'", $"!!str {text}" })
            {
                var tenant = Assert.Single((await ReadAsync(ListOf(quoted))).Tenants);
                Assert.Equal(text, key == "name" ? tenant.Name : tenant.Namespace);
            }
        }

        // Helm's reading is the same.
        foreach (var (written, expected) in new[] { (text, false), ($"\"{text}\"", true) })
        {
            var list = $"tenants: [{{name: {written}, namespace: b, exporter: {{endpoint: \"http://x:1\"}}}}]";
            var (exitCode, output) = await CollectorChart.RenderTextAsync(Helm.Four, list);
            Assert.True(exitCode == 0 == expected, output);
        }
    }

    [Theory]
    [InlineData("2001-01-01")]
    [InlineData("1-2")]
    [InlineData("123abc")]
    [InlineData("nan")]
    [InlineData("t")]
    public async Task Text_ThatOnlyLooksLikeSomethingElse_NeedsNoQuotes(string text) =>
        Assert.Equal(text, Assert.Single((await ReadAsync($"tenants: [{{name: {text}, namespace: b}}]")).Tenants).Name);

    [Fact]
    public async Task Name_ThatIsTooLongForARelease_IsRejected()
    {
        var longest = new string('a', 44);
        Assert.Equal(longest, Assert.Single((await ReadAsync($"tenants: [{{name: {longest}, namespace: b}}]")).Tenants).Name);
        var error = await ErrorOfAsync($"tenants:\n  - namespace: b\n    name: {longest}b");
        Assert.Contains(":3: `name` has 45 characters, but at most 44 are allowed: its Helm release is ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_ThatIsTheLongest_IsOneThatHelmTakes()
    {
        var (exitCode, output) = await Helm.RunAsync(Helm.Three, "template", $"demo-app-{new string('a', 44)}", "charts/demo-app");
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task List_ThatCannotBeRead_SaysSo()
    {
        using var file = new TemporaryFile();
        await File.WriteAllBytesAsync(file.Path, [.. "tenants: ["u8, 0xff, 0xfe, (byte)']'], TestContext.Current.CancellationToken);
        Assert.Equal($"{file.Path} cannot be read: it is not UTF-8 text.", Error(file.Path));
        Assert.Equal($"{Repository.Root} cannot be read: it is a folder.", Error(Repository.Root));
        foreach (var path in new[] { "no/such.yaml", "", " ", $"{file.Path}/x", new string('a', 5000), "/proc/self/mem" })
        {
            Assert.StartsWith($"{path} cannot be read: ", Error(path), StringComparison.Ordinal);
        }

        static string Error(string path) => Assert.Throws<YamlFileException>(() => TenantList.Read(path)).Message;
    }

    [Fact]
    public async Task List_OfManyLevels_IsRejected()
    {
        // YamlDotNet would end the process.
        var error = await ErrorOfAsync($"tenants: {new string('[', 100_000)}");
        Assert.Contains(":1: more than 100 levels of YAML.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_NamedByAVariable_IsTheDefault()
    {
        using var file = new TemporaryFile();
        await File.WriteAllTextAsync(file.Path, "tenants: [{name: acme, namespace: b}]", TestContext.Current.CancellationToken);
        await using var tool = ChildProcess.Start(
            Path.Combine(Repository.Root, Deployment.Tool), ["list"], new Dictionary<string, string?> { ["TENANTS_FILE"] = file.Path });
        Assert.Equal(0, await tool.ExitCodeAsync());
        Assert.Equal(["acme b"], tool.Lines);
    }

    [Fact]
    public async Task Find_OfAnUnknownName_NamesTheKnownOnes()
    {
        using var file = new TemporaryFile();
        await File.WriteAllTextAsync(file.Path, "tenants: [{name: a, namespace: b}, {name: c, namespace: d}]", TestContext.Current.CancellationToken);
        Assert.Equal($"{file.Path} has no tenant \"x\". It has: a, c. Add an entry there for a new one.", Assert.Throws<TenantListException>(() => TenantList.Read(file.Path).Find("x")).Message);
    }

    [Fact]
    public async Task Values_HaveTheTenantTheAgentAndItsOverrides()
    {
        const string Overrides = "{global: {otlpPort: \"5000\", tenantId: \"123\"}, sender: {replicaCount: 3}}";
        var values = await ValuesOfAsync($"tenants: [{{name: \"123\", namespace: b, values: {Overrides}}}]", "123");
        Assert.Equal(
            "{global: {tenantId: \"123\", otlpPort: \"5000\"}, sender: {replicaCount: 3}, "
            + "telemetry: {agent: {namespace: \"otel\", service: \"x-agent\"}}}\n",
            values.Replace("...\n", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{telemetry: {agent: {namespace: mine}}}", "", "mine", "x-agent")]
    [InlineData("{telemetry: {agent: {service: own}}}", "", "otel", "own")]
    [InlineData("{telemetry: {nodeLocal: service}}", "", "otel", "x-agent")]
    // The values file that the chart has for a tenant comes before the list's values.
    [InlineData("{}", "telemetry: {agent: {namespace: mine, service: own}}", null, null)]
    [InlineData("{}", "telemetry: {agent: {service: own}}", "otel", null)]
    [InlineData("{telemetry: {agent: {namespace: list}}}", "telemetry: {agent: {namespace: mine}}", "list", "x-agent")]
    public async Task Values_OfATenantThatNamesItsAgent_KeepIt(string overrides, string file, string? @namespace, string? service)
    {
        using var over = new TemporaryFile();
        await File.WriteAllTextAsync(over.Path, file, TestContext.Current.CancellationToken);
        var text = await ValuesOfAsync($"tenants: [{{name: a, namespace: b, values: {overrides}}}]", "a", over.Path);
        var values = Assert.Single(Yaml.Documents(text));
        Assert.Equal((@namespace, service), (values.Text("telemetry", "agent", "namespace"), values.Text("telemetry", "agent", "service")));
    }

    [Theory]
    [InlineData("{global: {tenantId: c}}", "The values of a say `global.tenantId: c`; a tenant's id is its name. Leave it out.")]
    [InlineData("{global: 5}", "The values of a say `global: 5`, but it must be a map.")]
    [InlineData("{telemetry: }", "The values of a say `telemetry: `, but it must be a map.")]
    [InlineData("{telemetry: {agent: [x]}}", "The values of a say `telemetry.agent: [ x ]`, but it must be a map.")]
    public async Task Values_ThatCannotBeUsed_AreRejected(string values, string message)
    {
        var list = $"tenants: [{{name: a, namespace: b, values: {values}}}]";
        Assert.Equal(message, (await Assert.ThrowsAsync<TenantListException>(() => ValuesOfAsync(list, "a"))).Message);
    }

    [Theory]
    [InlineData("http://viewer-a:18889", true, false)]
    [InlineData("viewer-a:18889", false, true)]
    [InlineData("http://viewer-a.otel.svc.cluster.local:18889", true, false)]
    [InlineData("http://viewer-a.otel:18889/", true, false)]
    [InlineData("http://viewer-a.observability.svc.cluster.local:18889", true, true)]
    [InlineData("http://viewer-a.otel.svc.cluster.local:18889", false, true)]
    [InlineData("http://viewer-b:18889", true, true)]
    [InlineData("https://viewer-a.example.com:4317", false, false)]
    [InlineData("https://otlp.example.com", false, false)]
    public async Task Endpoint_OfAViewerThatIsNotInstalled_IsFound(string endpoint, bool viewers, bool missing)
    {
        var list = await ReadAsync($"tenants: [{{name: a, namespace: b, exporter: {{endpoint: \"{endpoint}\"}}}}]");
        Assert.Equal(missing ? ["a"] : [], MissingViewers.Find(list, new("otel", "otel-agent"), viewers));
    }

    private static async Task<TenantList> ReadAsync(string list)
    {
        using var file = new TemporaryFile();
        await File.WriteAllTextAsync(file.Path, list);
        return TenantList.Read(file.Path);
    }

    private static async Task<string> ErrorOfAsync(string list)
    {
        // The second is of a file that is not YAML.
        var error = await Assert.ThrowsAnyAsync<Exception>(() => ReadAsync(list));
        Assert.True(error is TenantListException or YamlFileException, $"{error}");
        return error.Message;
    }

    private static async Task<string> ValuesOfAsync(string list, string tenant, string? over = null)
    {
        using var output = new StringWriter();
        ReleaseValues.Write((await ReadAsync(list)).Find(tenant), new("otel", "x-agent"), over, output);
        return output.ToString();
    }
}
