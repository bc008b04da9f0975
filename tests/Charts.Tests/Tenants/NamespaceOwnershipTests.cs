namespace DemoApp.Charts.Tests.Tenants;

/// <summary>
/// Which namespaces the deploy targets create, label and delete, with the real kubectl and an API server that keeps their labels.
/// </summary>
[Trait("Speed", "slow")]
public sealed class NamespaceOwnershipTests
{
    private const string Owner = "app.kubernetes.io/managed-by";

    public static TheoryData<string, string, string, string> Targets => new()
    {
        { "deploy-tenant1", "undeploy-tenant1", "tenant1-demo", "restricted" },
        { "deploy TENANT=tenant2", "undeploy TENANT=tenant2", "tenant2-demo", "restricted" },
        { "deploy-tenant1 NAMESPACE=elsewhere", "undeploy-tenant1 NAMESPACE=elsewhere", "elsewhere", "restricted" },
        { "deploy-collector", "undeploy-collector", "observability", "privileged" },
        { "deploy-collector NAMESPACE=otel", "undeploy-collector NAMESPACE=otel", "otel", "privileged" },
        { "deploy-collector COLLECTOR_NAMESPACE=otel", "undeploy-collector COLLECTOR_NAMESPACE=otel", "otel", "privileged" },
    };

    // Labels of namespaces that somebody else made.
    public static TheoryData<string, string> Foreign => new()
    {
        { "", "tenant1" },
        { "", "collector" },
        { "Helm", "tenant1" },
        { "Helm", "collector" },
        { "demo-app-2", "tenant1" },
        { "my-demo-app", "collector" },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Namespace_ThatIsNotThere_IsCreatedLabelledAndDeleted(string deploy, string undeploy, string @namespace, string level)
    {
        await using var cluster = await NamespaceApi.StartAsync("default", "kube-system");
        await using var tools = await RecordedTools.CreateAsync(cluster);

        var (exitCode, output) = await tools.MakeAsync(deploy.Split(' '));
        Assert.True(exitCode == 0, output);
        Assert.Equal(Labels(level), cluster.Namespaces[@namespace].OrderBy(label => label.Key, StringComparer.Ordinal));

        (exitCode, output) = await tools.MakeAsync(undeploy.Split(' '));
        Assert.True(exitCode == 0, output);
        Assert.Equal(["default", "kube-system"], cluster.Namespaces.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Commands_ThatDryRunPrints_DoTheSame(string deploy, string undeploy, string @namespace, string level)
    {
        await using var cluster = await NamespaceApi.StartAsync();
        await using (var tools = await RecordedTools.CreateAsync(cluster))
        {
            var (exitCode, output) = await tools.RunPrintedAsync(deploy.Split(' '));
            Assert.True(exitCode == 0, output);
            Assert.Equal(Labels(level), cluster.Namespaces[@namespace].OrderBy(label => label.Key, StringComparer.Ordinal));
        }

        await using (var tools = await RecordedTools.CreateAsync(cluster))
        {
            var (exitCode, output) = await tools.RunPrintedAsync(undeploy.Split(' '));
            Assert.True(exitCode == 0, output);
            Assert.Empty(cluster.Namespaces);
        }
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public async Task Namespace_OfOthers_StaysAsItIs(string owner, string target)
    {
        var @namespace = target == "collector" ? "observability" : "tenant1-demo";
        var labels = new Dictionary<string, string> { ["pod-security.kubernetes.io/enforce"] = "baseline", ["team"] = "a" };
        if (owner.Length > 0)
        {
            labels[Owner] = owner;
        }

        await using var cluster = await NamespaceApi.StartAsync();
        cluster.Add(@namespace, labels);
        // A team has no rights on namespaces but to read its own.
        cluster.ReadOnly = true;
        foreach (var printed in new[] { false, true })
        {
            foreach (var verb in new[] { "deploy", "undeploy" })
            {
                var note = verb == "deploy" ? "its labels and its Pod Security level stay as they are" : "stays, because it has no label";
                await using var tools = await RecordedTools.CreateAsync(cluster);
                string[] words = [$"{verb}-{target}", "POD_SECURITY=privileged"];
                var (exitCode, output) = printed ? await tools.RunPrintedAsync(words) : await tools.MakeAsync(words);

                Assert.True(exitCode == 0, output);
                Assert.Contains($"Note: the namespace {@namespace} ", output, StringComparison.Ordinal);
                Assert.Contains(note, output, StringComparison.Ordinal);
                Assert.Equal(labels, cluster.Namespaces[@namespace]);
                var calls = string.Join('\n', tools.Calls);
                Assert.Contains(verb == "deploy" ? "helm upgrade " : "helm uninstall ", calls, StringComparison.Ordinal);
                Assert.DoesNotContain("kubectl label namespace", calls, StringComparison.Ordinal);
                Assert.DoesNotContain("delete", calls, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Namespace_OfOurs_GetsTheLevelThatIsAskedFor()
    {
        await using var cluster = await NamespaceApi.StartAsync();
        await using var tools = await RecordedTools.CreateAsync(cluster);
        foreach (var level in new[] { "restricted", "baseline", "restricted" })
        {
            var (exitCode, output) = await tools.MakeAsync("deploy-tenant1", $"POD_SECURITY={level}");
            Assert.True(exitCode == 0, output);
            Assert.Equal(Labels(level), cluster.Namespaces["tenant1-demo"].OrderBy(label => label.Key, StringComparer.Ordinal));
        }

        // Where nothing is to be changed, nobody needs the right to change it.
        cluster.ReadOnly = true;
        Assert.Equal(0, (await tools.MakeAsync("deploy-tenant1")).ExitCode);
    }

    [Fact]
    public async Task Namespace_OfOursWithOtherReleases_Stays()
    {
        await using var cluster = await NamespaceApi.StartAsync();
        await using var tools = await RecordedTools.CreateAsync(cluster);
        await tools.MakeAsync("deploy-collector");
        tools.Releases = "prometheus\ngrafana";

        var (exitCode, output) = await tools.MakeAsync("undeploy-collector");

        Assert.True(exitCode == 0, output);
        Assert.Contains(
            "Note: the namespace observability stays, because it has other releases: prometheus grafana", output, StringComparison.Ordinal);
        Assert.True(cluster.Namespaces.ContainsKey("observability"));
    }

    [Theory]
    [InlineData("demo-app", "restricted")]
    [InlineData("Helm", null)]
    public async Task Namespace_ThatAnotherRunCreatesMeanwhile_IsUsed(string owner, string? level)
    {
        await using var cluster = await NamespaceApi.StartAsync();
        await using var tools = await RecordedTools.CreateAsync(cluster);
        cluster.BeforeCreate = () => cluster.Add("tenant1-demo", KeyValuePair.Create(Owner, owner));

        var (exitCode, output) = await tools.MakeAsync("deploy-tenant1");

        Assert.True(exitCode == 0, output);
        var expected = level is null ? new() { [Owner] = owner } : Labels(level);
        Assert.Equal(expected, cluster.Namespaces["tenant1-demo"].OrderBy(label => label.Key, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Namespace_ThatCannotBeCreated_EndsTheTarget()
    {
        await using var cluster = await NamespaceApi.StartAsync();
        await using var tools = await RecordedTools.CreateAsync(cluster);
        cluster.ReadOnly = true;

        var (exitCode, output) = await tools.MakeAsync("deploy-tenant1");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("Forbidden", output, StringComparison.Ordinal);
        Assert.DoesNotContain(tools.Calls, call => call.StartsWith("helm", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("deploy-tenant1 NAMESPACE=kube-system", "reserved for Kubernetes")]
    [InlineData("undeploy-tenant1 NAMESPACE=kube-node-lease", "reserved for Kubernetes")]
    [InlineData("deploy-tenant1 NAMESPACE=kube-anything", "reserved for Kubernetes")]
    [InlineData("deploy TENANT=tenant2 NAMESPACE=default", "reserved for Kubernetes")]
    [InlineData("undeploy TENANT=tenant2 NAMESPACE=dapr-system", "reserved for Dapr")]
    [InlineData("deploy-tenant1 NAMESPACE=observability", "the collectors' own")]
    [InlineData("deploy-tenant1 NAMESPACE=otel COLLECTOR_NAMESPACE=otel", "the collectors' own")]
    [InlineData("deploy-tenant1 NAMESPACE=tenant2-demo", "belongs to tenant2")]
    [InlineData("deploy-tenant1 NAMESPACE=Mine", "must be a DNS label")]
    [InlineData("deploy-tenant1 NAMESPACE=--all", "must be a DNS label")]
    [InlineData("deploy-collector NAMESPACE=kube-system", "reserved for Kubernetes")]
    [InlineData("undeploy-collector NAMESPACE=dapr-system", "reserved for Dapr")]
    [InlineData("deploy-all COLLECTOR_NAMESPACE=default", "reserved for Kubernetes")]
    [InlineData("deploy-tenant1 COLLECTOR_NAMESPACE=kube-system", "reserved for Kubernetes")]
    [InlineData("undeploy-all COLLECTOR_NAMESPACE=kube-public", "reserved for Kubernetes")]
    [InlineData("deploy-collector NAMESPACE=tenant1-demo", "tenants.yaml:6: `namespace: tenant1-demo` is the collectors' own; ")]
    [InlineData("deploy-collector NAMESPACE=$$(id)", "must be a DNS label")]
    [InlineData("deploy-tenant1 POD_SECURITY=none", "it is privileged, baseline or restricted")]
    public async Task Namespace_ThatIsReserved_IsRejectedBeforeAnythingIsRun(string target, string message)
    {
        await using var tools = await RecordedTools.CreateAsync();
        var (exitCode, output) = await tools.MakeAsync(target.Split(' '));
        Assert.NotEqual(0, exitCode);
        Assert.Contains(message, output, StringComparison.Ordinal);
        Assert.Empty(tools.Calls);
    }

    private static SortedDictionary<string, string> Labels(string level) => new(StringComparer.Ordinal)
    {
        [Owner] = "demo-app",
        ["pod-security.kubernetes.io/audit"] = level,
        ["pod-security.kubernetes.io/audit-version"] = "latest",
        ["pod-security.kubernetes.io/enforce"] = level,
        ["pod-security.kubernetes.io/enforce-version"] = "v1.30",
        ["pod-security.kubernetes.io/warn"] = level,
        ["pod-security.kubernetes.io/warn-version"] = "latest",
    };
}
