using DemoApp.Charts.Tests.Collector;
using DemoApp.TestSupport;

namespace DemoApp.Charts.Tests.Tenants;

/// <summary>The deploy targets: what they print with DRY_RUN, what they run without, and what they say when something is wrong.</summary>
public sealed class DeployTargetsTests
{
    private static readonly string Tool = $"tools/Tenants/bin/{Deployment.Configuration}/net10.0/Tenants";

    // Where a tenant has a values file of its own in the chart, that comes first.
    private static string Files(string tenant) => File.Exists(Path.Combine(Repository.Root, $"charts/demo-app/values-{tenant}.yaml")) ? $"-f charts/demo-app/values-{tenant}.yaml -f -" : "-f -";

    private static string Namespace(string name, string level) =>
        $"kubectl create namespace {name} --dry-run=client -o yaml | kubectl apply -f -\nkubectl label namespace {name} --overwrite pod-security.kubernetes.io/enforce={level}\n";

    private static string Release(string tenant, string more = "") =>
        $"{Tool} values {tenant} -f tenants.yaml | helm upgrade --install demo-app-{tenant} charts/demo-app --namespace {tenant}-demo {Files(tenant)}{more} --wait --timeout 5m";

    private static string Collector => "helm upgrade --install otel charts/collector --namespace observability -f tenants.yaml --set viewer.enabled=true --wait --timeout 5m";

    public static TheoryData<string, string> Targets => new()
    {
        { "deploy-tenant1", Namespace("tenant1-demo", "restricted") + Release("tenant1") },
        { "deploy-tenant2", Namespace("tenant2-demo", "restricted") + Release("tenant2") },
        { "deploy TENANT=tenant2", Namespace("tenant2-demo", "restricted") + Release("tenant2") },
        {
            "deploy-tenant1 IMAGE_REGISTRY=docker.io/myorg TAG=v1.0.0",
            Namespace("tenant1-demo", "restricted") + Release("tenant1", " --set-string global.imageRegistry=docker.io/myorg --set-string sender.image.tag=v1.0.0 --set-string receiver.image.tag=v1.0.0 --set-string loadgen.image.tag=v1.0.0")
        },
        { "deploy-tenant1 POD_SECURITY=baseline HELM_ARGS=--debug", Namespace("tenant1-demo", "baseline") + Release("tenant1", " --debug") },
        { "deploy-collector", Namespace("observability", "privileged") + Collector },
        {
            "deploy-collector NAMESPACE=otel VIEWER=false",
            Namespace("otel", "privileged") + Collector.Replace("observability", "otel", StringComparison.Ordinal).Replace("enabled=true", "enabled=false", StringComparison.Ordinal)
        },
        {
            "deploy-all",
            Namespace("observability", "privileged") + Collector + "\n" + Namespace("tenant1-demo", "restricted") + Release("tenant1") + "\n" + Namespace("tenant2-demo", "restricted") + Release("tenant2")
        },
        { "undeploy-tenant1", "helm uninstall demo-app-tenant1 --namespace tenant1-demo --ignore-not-found\nkubectl delete namespace tenant1-demo --ignore-not-found" },
        { "undeploy-collector", "helm uninstall otel --namespace observability --ignore-not-found\nkubectl delete namespace observability --ignore-not-found" },
        { "undeploy-collector NAMESPACE=shared", "helm uninstall otel --namespace shared --ignore-not-found" },
        { "status TENANT=tenant1", "helm status demo-app-tenant1 --namespace tenant1-demo\nkubectl get pods,services --namespace tenant1-demo" },
        { "logs TENANT=tenant1 APP=receiver", "kubectl logs --namespace tenant1-demo -l app=receiver --all-containers --prefix --tail=100" },
        { "port-forward TENANT=tenant2 PORT=9000", "kubectl port-forward --namespace tenant2-demo svc/sender 9000:8000" },
        { "test-tenant TENANT=tenant1", "helm test demo-app-tenant1 --namespace tenant1-demo --logs" },
        { "template TENANT=tenant1", $"{Tool} values tenant1 -f tenants.yaml | helm template demo-app-tenant1 charts/demo-app --namespace tenant1-demo {Files("tenant1")}" },
        { "template-collector", "helm template otel charts/collector --namespace observability -f tenants.yaml --set viewer.enabled=true" },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Target_WithDryRun_PrintsTheCommandsExactly(string target, string commands) =>
        Assert.Equal((0, commands), await Deployment.DryRunAsync(target.Split(' ')));

    [Fact]
    public async Task UndeployAll_RemovesWhatDeployAllMade()
    {
        static IEnumerable<string> Made(string output, string verb) =>
            output.Split('\n').Where(line => line.Contains(verb, StringComparison.Ordinal)).Select(line => line.Split(verb)[1].Split(' ')[0]).Order(StringComparer.Ordinal);
        var (_, deployed) = await Deployment.DryRunAsync("deploy-all");
        var (_, undeployed) = await Deployment.DryRunAsync("undeploy-all");
        Assert.Equal(Made(deployed, "upgrade --install "), Made(undeployed, "uninstall "));
        Assert.Equal(Made(deployed, "create namespace "), Made(undeployed, "delete namespace "));
    }

    [Theory]
    [InlineData("deploy", "Which tenant? Say TENANT=name; tenants.yaml has: tenant1 tenant2")]
    [InlineData("logs", "Which tenant? Say TENANT=name; tenants.yaml has: tenant1 tenant2")]
    [InlineData("deploy TENANT=acme", "tenants.yaml has no tenant \"acme\". It has: tenant1, tenant2.")]
    [InlineData("deploy-acme", "tenants.yaml has no tenant \"acme\". It has: tenant1, tenant2.")]
    [InlineData("template TENANT=acme", "tenants.yaml has no tenant \"acme\". It has: tenant1, tenant2.")]
    [InlineData("deploy-all NAMESPACE=one", "NAMESPACE is one namespace; deploy-all has one per tenant.")]
    [InlineData("undeploy-all NAMESPACE=one", "NAMESPACE is one namespace; undeploy-all has one per tenant.")]
    [InlineData("deploy-all TENANTS=nowhere.yaml", "nowhere.yaml cannot be read")]
    public async Task Target_WithSomethingWrong_SaysWhatAndDoesNothing(string target, string message)
    {
        var (exitCode, output) = await Deployment.DryRunAsync(target.Split(' '));
        Assert.NotEqual(0, exitCode);
        Assert.Contains(message, output, StringComparison.Ordinal);
        Assert.DoesNotContain("helm upgrade", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Namespace_ThatTheListDoesNotHave_IsNoted()
    {
        var (exitCode, output) = await Deployment.DryRunAsync("deploy-tenant1", "NAMESPACE=elsewhere");
        Assert.Equal(0, exitCode);
        Assert.Contains("Note: tenants.yaml has tenant1 in tenant1-demo; the collectors call telemetry from elsewhere unknown.", output, StringComparison.Ordinal);
        Assert.Contains("--namespace elsewhere", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("helm", "helm is not installed (neither on the PATH nor in .tools): run `make install-helm`")]
    [InlineData("kubectl", "kubectl is not installed (neither on the PATH nor in .tools): run `make install-helm`")]
    public async Task Tool_ThatIsNotThere_IsNamed(string missing, string message)
    {
        // A checkout without .tools, and a PATH with nothing but what the script itself needs.
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            Directory.CreateDirectory(Path.Combine(folder.FullName, "tools"));
            var bin = Directory.CreateDirectory(Path.Combine(folder.FullName, "bin")).FullName;
            var script = Path.Combine(folder.FullName, "tools", "deploy.sh");
            File.Copy(Path.Combine(Repository.Root, "tools", "deploy.sh"), script);
            foreach (var needed in new[] { "bash", "dirname" }) File.CreateSymbolicLink(Path.Combine(bin, needed), $"/usr/bin/{needed}");
            var environment = new Dictionary<string, string?> { ["PATH"] = bin, ["DRY_RUN"] = null, ["HELM"] = missing == "helm" ? null : "helm", ["KUBECTL"] = null };

            await using var process = ChildProcess.Start("/usr/bin/bash", [script, "deploy-all"], environment);
            Assert.NotEqual(0, await process.ExitCodeAsync());
            Assert.Contains(message, string.Join('\n', process.Lines), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("deploy-tenant1 TAG=1.0")]
    [InlineData("deploy-all")]
    [InlineData("undeploy-all")]
    public async Task Target_RunForReal_CallsWhatDryRunPrints(string target)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var log = Path.Combine(folder.FullName, "log");
            var environment = new Dictionary<string, string?> { ["LOG"] = log };
            foreach (var tool in new[] { "helm", "kubectl" })
            {
                var stub = Path.Combine(folder.FullName, tool);
                await File.WriteAllTextAsync(stub, $"#!/bin/sh\necho {tool} \"$@\" >> $LOG\ncase \" $* \" in *' -f - '*) cat > \"$LOG.$2.$3\" ;; esac\n", TestContext.Current.CancellationToken);
                await using (var chmod = ChildProcess.Start("chmod", ["+x", stub])) Assert.Equal(0, await chmod.ExitCodeAsync());
                environment[tool.ToUpperInvariant()] = stub;
            }

            var (exitCode, output) = await Deployment.MakeAsync(environment, target.Split(' '));
            Assert.True(exitCode == 0, output);

            var (_, printed) = await Deployment.DryRunAsync(target.Split(' '));
            var expected = printed.Split('\n').SelectMany(line => line.Split(" | ")).Where(command => !command.StartsWith("tools/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
            // The two ends of a pipe start in any order.
            Assert.Equal(expected, (await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken)).Order(StringComparer.Ordinal));
            if (target.StartsWith("deploy", StringComparison.Ordinal))
            {
                Assert.Contains("tenantId: \"tenant1\"", await File.ReadAllTextAsync($"{log}.--install.demo-app-tenant1", TestContext.Current.CancellationToken), StringComparison.Ordinal);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task TemplateCollector_WithAThirdTenant_HasItsRoutesViewerAndExporter()
    {
        using var list = new TemporaryFile();
        await File.WriteAllTextAsync(list.Path, await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tenants.yaml"), TestContext.Current.CancellationToken) + KubernetesPage.ThirdTenant, TestContext.Current.CancellationToken);
        var (exitCode, output) = await Deployment.MakeAsync(new Dictionary<string, string?> { ["HELM"] = Helm.Four }, "template-collector", $"TENANTS={list.Path}");
        Assert.True(exitCode == 0, output);

        var objects = Yaml.Documents(output);
        var (agent, gateway) = CollectorChart.Configurations(objects);
        foreach (var signal in RoutingTests.Signals)
        {
            Assert.Equal(["otlp_grpc/tenant3"], new Flow(agent, gateway).Send(signal, new Telemetry(), new Pod("tenant3-demo", "sender-1-2")));
        }

        Assert.Equal("20000000", gateway.Root.Text("exporters", "otlp_grpc/tenant3", "sending_queue", "queue_size"));
        Assert.Contains(objects, o => o.Text("kind") == "Deployment" && o.Text("metadata", "name") == "viewer-tenant3");
    }

    [Fact]
    public async Task Template_WithAThirdTenant_RendersItsRelease()
    {
        using var list = new TemporaryFile();
        await File.WriteAllTextAsync(list.Path, await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tenants.yaml"), TestContext.Current.CancellationToken) + KubernetesPage.ThirdTenant, TestContext.Current.CancellationToken);
        var (exitCode, output) = await Deployment.MakeAsync(new Dictionary<string, string?> { ["HELM"] = Helm.Four }, "template", "TENANT=tenant3", $"TENANTS={list.Path}");
        Assert.True(exitCode == 0, output);

        var deployments = Yaml.Documents(output).Where(o => o.Text("kind") == "Deployment").ToList();
        Assert.All(deployments, o => Assert.Equal("tenant3-demo", o.Text("metadata", "namespace")));
        // The list's own values are in force: this tenant has a load generator.
        Assert.Contains(deployments, o => o.Text("spec", "template", "metadata", "labels", "app") == "loadgen");
        Assert.Contains("sender-service-tenant3", output, StringComparison.Ordinal);
    }
}
