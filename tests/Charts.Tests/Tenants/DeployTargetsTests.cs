using System.Text.RegularExpressions;
using DemoApp.Charts.Tests.Collector;
using DemoApp.TestSupport;

namespace DemoApp.Charts.Tests.Tenants;

/// <summary>The deploy targets: what they print with DRY_RUN, what they run without, and what they say when something is wrong.</summary>
public sealed class DeployTargetsTests
{
    private const string Collector =
        "helm upgrade --install otel charts/collector --namespace observability -f tenants.yaml --set viewer.enabled=true --timeout 5m";

    private const string Find = "Note: the tenants find these collectors only if they are deployed with ";

    private const string Owned = "*'\"app.kubernetes.io/managed-by\":\"demo-app\"'*";

    private const string Owner = "app.kubernetes.io/managed-by=demo-app";

    private const string NoLabel = $"has no label {Owner}: its labels and its Pod Security level stay as they are.";

    private const string Nodes = "{.status.desiredNumberScheduled} {.status.numberReady} {.status.updatedNumberScheduled}";

    private static readonly string Tool = Deployment.Tool;

    private static string Files(string tenant) => $"-f charts/demo-app/values-{tenant}.yaml -f -";

    private static string Created(string name, string level) => $$"""
        kubectl get namespace {{name}} --ignore-not-found -o name | grep . ||
          kubectl create namespace {{name}} --dry-run=client -o yaml | kubectl label --local -f - -o yaml {{Owner}} |
            kubectl create -f - ||
          kubectl get namespace {{name}} -o name
        labels=$(kubectl get namespace {{name}} --ignore-not-found -o 'jsonpath={.metadata.labels}') && case $labels in
          {{Owned}}'"pod-security.kubernetes.io/enforce":"{{level}}"'*) ;;
          {{Owned}}) kubectl label namespace {{name}} --overwrite {{Levels(level)}} ;;
          *) echo 'Note: the namespace {{name}} {{NoLabel}}' >&2 ;;
        esac

        """;

    private static string Levels(string level) =>
        $"enforce={level} audit={level} warn={level} enforce-version=v1.30 audit-version=latest warn-version=latest".Split(' ')
            .Select(label => $"pod-security.kubernetes.io/{label}").Aggregate((one, other) => $"{one} {other}");

    private static string Deleted(string name) => $$"""
        labels=$(kubectl get namespace {{name}} --ignore-not-found -o 'jsonpath={.metadata.labels}') &&
        releases=$(helm list --namespace {{name}} --short) && case $labels$releases in
          {{Owned}}'}') kubectl delete namespace {{name}} --ignore-not-found ;;
          {{Owned}}) echo 'Note: the namespace {{name}} stays, because it has other releases:' $releases >&2 ;;
          ?*) echo 'Note: the namespace {{name}} stays, because it has no label app.kubernetes.io/managed-by=demo-app.' >&2 ;;
        esac
        """;

    private static string RolledOut(string @namespace, string timeout = "5m") =>
        RolledOutOf($"app.kubernetes.io/instance=otel --namespace {@namespace}", timeout);

    private static string RolledOutOf(string selector, string timeout) => $$"""

        kubectl rollout status deployment,statefulset --selector {{selector}} --timeout={{timeout}}
        kubectl rollout status daemonset --selector {{selector}} --timeout={{timeout}} ||
        kubectl get daemonset --selector {{selector}} -o 'jsonpath={range .items[*]}{{Nodes}}{"\n"}{end}' |
          awk '{ print "Of " $1 " agents " $2 + 0 " are ready and " $3 + 0 " up to date; at least 90 % must be." }
            $2 + 0 < 0.9 * $1 || $3 + 0 < 0.9 * $1 { few = 1 } END { exit few }'
        """;

    private static string Values(string tenant, string agent) =>
        $"{Tool} values {tenant} -f tenants.yaml --agent {agent} --over charts/demo-app/values-{tenant}.yaml";

    private static string Release(
        string tenant, string settings = "", string arguments = "", string agent = "observability/otel-agent", string timeout = "5m") =>
        $"{Values(tenant, agent)} | helm upgrade --install demo-app-{tenant} charts/demo-app --namespace {tenant}-demo {Files(tenant)}"
        + $"{settings} --wait --timeout {timeout}{arguments}";

    private static string Tags(string tag) =>
        $" --set-string sender.image.tag={tag} --set-string receiver.image.tag={tag} --set-string loadgen.image.tag={tag}";

    private static string Tenant(string tenant, string level = "restricted", string settings = "", string arguments = "") =>
        Created($"{tenant}-demo", level) + Release(tenant, settings, arguments);

    private static string Collectors(string timeout = "5m", string arguments = "") => Created("observability", "privileged")
        + Collector.Replace("5m", timeout, StringComparison.Ordinal) + arguments + RolledOut("observability", timeout);

    public static TheoryData<string, string> Targets => new()
    {
        { "deploy-tenant1", Tenant("tenant1") },
        { "deploy-tenant2", Tenant("tenant2") },
        { "deploy TENANT=tenant2", Tenant("tenant2") },
        { "deploy TENANTS=tenant2", Tenant("tenant2") },
        { "deploy TENANTS=tenant1,tenant2", Tenant("tenant1") + "\n" + Tenant("tenant2") },
        // What is set for `make run` does not change a target for one tenant.
        { "deploy-tenant1 TENANTS=tenant2", Tenant("tenant1") },
        {
            "deploy-tenant1 IMAGE_REGISTRY=docker.io/myorg TAG=v1.0.0",
            Tenant("tenant1", settings: " --set-string global.imageRegistry=docker.io/myorg" + Tags("v1.0.0"))
        },
        { "deploy-tenant1 POD_SECURITY=baseline HELM_ARGS=--debug", Tenant("tenant1", "baseline", arguments: " --debug") },
        {
            "deploy-tenant1 TIMEOUT=30m TAG=x HELM_ARGS=--wait=false",
            Created("tenant1-demo", "restricted") + Release("tenant1", Tags("x"), " --wait=false", timeout: "30m")
        },
        {
            "deploy-tenant1 COLLECTOR_NAMESPACE=otel-collector COLLECTOR_PREFIX=our",
            Created("tenant1-demo", "restricted") + Release("tenant1", agent: "otel-collector/our-agent")
        },
        { "deploy-collector", Collectors() },
        { "deploy-collector TIMEOUT=30m", Collectors("30m") },
        { "deploy-collector HELM_ARGS=--timeout=30m", Collectors("30m", " --timeout=30m") },
        { "deploy-all", Collectors() + "\n" + Tenant("tenant1") + "\n" + Tenant("tenant2") },
        { "undeploy-tenant1", "helm uninstall demo-app-tenant1 --namespace tenant1-demo --ignore-not-found\n" + Deleted("tenant1-demo") },
        { "undeploy-collector", "helm uninstall otel --namespace observability --ignore-not-found\n" + Deleted("observability") },
        { "undeploy-collector NAMESPACE=shared", "helm uninstall otel --namespace shared --ignore-not-found\n" + Deleted("shared") },
        { "status TENANT=tenant1", "helm status demo-app-tenant1 --namespace tenant1-demo\nkubectl get pods,services --namespace tenant1-demo" },
        { "logs TENANT=tenant1 APP=receiver", "kubectl logs --namespace tenant1-demo -l app=receiver --all-containers --prefix --tail=100" },
        { "port-forward TENANT=tenant2 PORT=9000", "kubectl port-forward --namespace tenant2-demo svc/sender 9000:8000" },
        { "test-tenant TENANT=tenant1", "helm test demo-app-tenant1 --namespace tenant1-demo --logs" },
        {
            "template TENANT=tenant1",
            Values("tenant1", "observability/otel-agent")
            + $" | helm template demo-app-tenant1 charts/demo-app --namespace tenant1-demo {Files("tenant1")}"
        },
        { "template-collector", "helm template otel charts/collector --namespace observability -f tenants.yaml --set viewer.enabled=true" },
        {
            "template-collector NAMESPACE=otel COLLECTOR_PREFIX=our",
            "helm template otel charts/collector --namespace otel -f tenants.yaml --set viewer.enabled=true --set-string namePrefix=our"
        },
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
        Assert.Equal(Made(deployed, "kubectl create namespace "), Made(undeployed, "kubectl delete namespace "));
    }

    [Theory]
    [Trait("Speed", "slow")]
    [InlineData("""--set x="a b" --set 'y={"c": 1}' z={a,b}""", """--set 'x=a b' --set 'y={"c": 1}' 'z={a,b}'""")]
    // Neither make nor a shell expands or executes anything.
    [InlineData(
        "$(shell touch evil) $(touch evil) `touch evil` $HOME $$ * ; touch evil",
        "'$(shell' touch 'evil)' '$(touch' 'evil)' '`touch' 'evil`' '$HOME' '$$' '*' ';' touch evil")]
    public async Task HelmArgs_AreTheLastOfEveryTarget_SplitAsByAShell(string arguments, string words)
    {
        foreach (var target in new[] { "deploy-tenant1 TAG=x", "deploy-collector", "template TENANT=tenant2", "template-collector" })
        {
            foreach (var fromEnvironment in new[] { false, true })
            {
                var environment = Deployment.DryRun;
                environment["HELM_ARGS"] = fromEnvironment ? arguments : null;
                string[] setting = fromEnvironment ? [] : [$"HELM_ARGS={arguments}"];
                var (exitCode, output) = await Deployment.MakeAsync(environment, [.. target.Split(' '), .. setting]);
                Assert.True(exitCode == 0, output);
                Assert.Contains(output.Split('\n'), line => Regex.IsMatch(line, $"helm .* {Regex.Escape(words)}$"));
            }
        }

        Assert.False(File.Exists(Path.Combine(Repository.Root, "evil")));
    }

    [Theory]
    [InlineData("deploy", "Which tenant? Say TENANT=name; tenants.yaml has: tenant1 tenant2")]
    [InlineData("logs", "Which tenant? Say TENANT=name; tenants.yaml has: tenant1 tenant2")]
    [InlineData("deploy TENANT=acme", "tenants.yaml has no tenant \"acme\". It has: tenant1, tenant2.")]
    [InlineData("deploy-acme", "tenants.yaml has no tenant \"acme\". It has: tenant1, tenant2.")]
    [InlineData("template TENANT=acme", "tenants.yaml has no tenant \"acme\". It has: tenant1, tenant2.")]
    [InlineData("deploy-all NAMESPACE=one", "NAMESPACE is one namespace; deploy-all has one per tenant.")]
    [InlineData("undeploy-all NAMESPACE=one", "NAMESPACE is one namespace; undeploy-all has one per tenant.")]
    [InlineData("deploy TENANTS=tenant1,acme", "tenants.yaml has no tenant \"acme\". It has: tenant1, tenant2.")]
    [InlineData("deploy-all TENANTS=tenant1", "deploy-all is for all tenants. Leave TENANT and TENANTS out")]
    [InlineData("undeploy-all TENANT=tenant1", "undeploy-all is for all tenants. Leave TENANT and TENANTS out")]
    [InlineData("logs TENANTS=tenant1,tenant2", "logs is for one tenant: say TENANT=name.")]
    [InlineData("deploy TENANTS=tenant1,tenant2 NAMESPACE=one", "NAMESPACE is one namespace, and tenant1 tenant2 need one each")]
    [InlineData("deploy-collector NAMESPACE=a COLLECTOR_NAMESPACE=b", "are two names of one setting here")]
    [InlineData("deploy-collector HELM_ARGS=\"x", "The quote \" is not closed: \"x")]
    [InlineData("deploy-all TENANTS_FILE=nowhere.yaml", "nowhere.yaml cannot be read")]
    [InlineData("template TENANTS_FILE=/tmp", "/tmp cannot be read: it is a folder.")]
    [InlineData("deploy-collector COLLECTOR_PREFIX=-", "must be a DNS label")]
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
    [Trait("Speed", "slow")]
    [InlineData("deploy-tenant1 TAG=1.0")]
    [InlineData("deploy-all")]
    [InlineData("undeploy-all")]
    public async Task Target_RunForReal_CallsHelmAsDryRunPrints(string target)
    {
        await using var tools = await RecordedTools.CreateAsync();
        var (exitCode, output) = await tools.MakeAsync(target.Split(' '));
        Assert.True(exitCode == 0, output);

        var (_, printed) = await Deployment.DryRunAsync(target.Split(' '));
        var commands = printed.Split('\n').SelectMany(line => line.Split(" | "));
        var expected = commands.Where(command => command.StartsWith("helm ", StringComparison.Ordinal));
        Assert.Equal(expected, tools.Calls.Where(call => call.StartsWith("helm u", StringComparison.Ordinal)));
        if (target.StartsWith("deploy", StringComparison.Ordinal))
        {
            Assert.Contains("tenantId: \"tenant1\"", await tools.InputAsync("demo-app-tenant1"), StringComparison.Ordinal);
        }
    }

    [Fact]
    [Trait("Speed", "slow")]
    public async Task DeployAll_WithATenantThatFails_DeploysTheOthersAndNamesIt()
    {
        using var list = await KubernetesPage.ListOfThreeAsync();
        await using var tools = await RecordedTools.CreateAsync();
        tools.FailingWord = "demo-app-tenant2";

        var (exitCode, output) = await tools.MakeAsync("deploy-all", $"TENANTS_FILE={list.Path}");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("deploy-all failed for tenant2, for the reasons above; the rest is done.", output, StringComparison.Ordinal);
        // Everything is rendered before anything is installed, and what does not render is left out.
        var calls = tools.Calls.Select(call => Regex.Match(call, "^helm (template|upgrade --install) [^ ]+")).Where(match => match.Success);
        Assert.Equal(
            [
                "template otel", "template demo-app-tenant1", "template demo-app-tenant2", "template demo-app-tenant3",
                "upgrade --install otel", "upgrade --install demo-app-tenant1", "upgrade --install demo-app-tenant3",
            ],
            calls.Select(match => match.Value["helm ".Length..]));
    }

    [Theory]
    [Trait("Speed", "slow")]
    [InlineData("deploy-all", "--wait", "deploy-all failed for tenant1 tenant2, ", "upgrade")]
    [InlineData("deploy-all", "charts/collector", "deploy-all failed for charts/collector, ", "upgrade")]
    [InlineData("undeploy-all", "otel", "undeploy-all failed for charts/collector, ", "uninstall")]
    [InlineData("undeploy-all", "demo-app-tenant1", "undeploy-all failed for tenant1, ", "uninstall")]
    [InlineData("undeploy TENANTS=tenant1,tenant2", "demo-app-tenant1", "undeploy failed for tenant1, ", "uninstall")]
    public async Task Target_ForMany_GoesOnAfterAFailure(string target, string failing, string message, string verb)
    {
        await using var tools = await RecordedTools.CreateAsync();
        tools.FailingWord = failing;
        var (exitCode, output) = await tools.MakeAsync(target.Split(' '));
        Assert.NotEqual(0, exitCode);
        Assert.Contains(message, output, StringComparison.Ordinal);
        Assert.Contains(tools.Calls, call => Regex.IsMatch(call, $"^helm {verb} .*demo-app-tenant2 "));
    }

    // One node without a working agent is no reason to fail; a tenant does not ask for the agents at all.
    [Theory]
    [Trait("Speed", "slow")]
    [InlineData(null, 0)]
    [InlineData("21 20 20", 0)]
    [InlineData("20 18 18", 0)]
    [InlineData("0  ", 0)]
    [InlineData("20 17 20", 2)]
    [InlineData("20 20 17", 2)]
    [InlineData("1 0 ", 2)]
    public async Task DeployCollector_WithAgentsThatAreNotReady_IsJudgedByTheirShare(string? agents, int expected)
    {
        await using var tools = await RecordedTools.CreateAsync();
        tools.UnfinishedAgents = agents;
        var (exitCode, output) = await tools.MakeAsync("deploy-collector");
        Assert.Equal(expected, exitCode);
        Assert.Equal(agents is not null, output.Contains(" agents ", StringComparison.Ordinal));
        Assert.Equal(0, (await tools.MakeAsync("deploy-tenant1")).ExitCode);
    }

    [Theory]
    [InlineData("deploy-collector", "")]
    [InlineData(
        "deploy-collector VIEWER=false",
        "Note: tenants.yaml sends the telemetry of tenant1, tenant2 to viewers that are not installed. "
        + "It will be lost: name your backends there, or install the viewers (VIEWER=true).")]
    [InlineData("deploy-collector NAMESPACE=otel", Find + "COLLECTOR_NAMESPACE=otel, too.")]
    [InlineData("deploy-collector COLLECTOR_PREFIX=our", Find + "COLLECTOR_NAMESPACE=observability COLLECTOR_PREFIX=our, too.")]
    public async Task DeployCollector_WithWhatTenantsMustKnow_SaysSo(string target, string note)
    {
        var (exitCode, output) = await Deployment.DryRunAsync(target.Split(' '));
        Assert.Equal(0, exitCode);
        Assert.Equal(note.Length == 0 ? [] : [note], output.Split('\n').Where(line => line.StartsWith("Note", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("tenant1 tenant2", "tenant1,tenant2")]
    [InlineData("tenant2", "tenant2")]
    [InlineData(null, "tenant1,tenant2")]
    public async Task Tenants_AreNamesForTheDeployTargetsToo(string? names, string rendered)
    {
        // As the environment of a shell in which `make run` was started.
        var environment = Deployment.DryRun;
        environment["TENANTS"] = names;
        var (exitCode, output) = await Deployment.MakeAsync(environment, "template");
        Assert.Equal(0, exitCode);
        Assert.Equal(rendered, string.Join(',', output.Split('\n').Select(line => line.Split("demo-app-")[1].Split(' ')[0])));
    }

    [Fact]
    public async Task TemplateCollector_WithAThirdTenant_HasItsRoutesViewerAndExporter()
    {
        using var list = await KubernetesPage.ListOfThreeAsync();
        var helm = new Dictionary<string, string?> { ["HELM"] = Helm.Four };
        var (exitCode, output) = await Deployment.MakeAsync(helm, "template-collector", $"TENANTS_FILE={list.Path}");
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
        using var list = await KubernetesPage.ListOfThreeAsync();
        var helm = new Dictionary<string, string?> { ["HELM"] = Helm.Four };
        var (exitCode, output) = await Deployment.MakeAsync(helm, "template", "TENANT=tenant3", $"TENANTS_FILE={list.Path}");
        Assert.True(exitCode == 0, output);

        var deployments = Yaml.Documents(output).Where(o => o.Text("kind") == "Deployment").ToList();
        Assert.All(deployments, o => Assert.Equal("tenant3-demo", o.Text("metadata", "namespace")));
        // The list's own values are in force: this tenant has a load generator.
        Assert.Contains(deployments, o => o.Text("spec", "template", "metadata", "labels", "app") == "loadgen");
        Assert.Contains("sender-service-tenant3", output, StringComparison.Ordinal);
    }
}
