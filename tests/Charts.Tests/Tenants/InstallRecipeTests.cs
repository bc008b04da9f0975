using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using DemoApp.Charts.Tests.Collector;
using DemoApp.Charts.Tests.DemoApp;
using DemoApp.Tenants;
using k8s.Models;

namespace DemoApp.Charts.Tests.Tenants;

/// <summary>
/// Every installation that the documentation describes, rendered: what the tenants' pods and sidecars send to is there, and the network
/// policies of both charts let them.
/// </summary>
public sealed partial class InstallRecipeTests
{
    private const string Domain = "HELM_ARGS=\"--set clusterDomain=k8s.example\"";

    private static readonly ConcurrentDictionary<string, Lazy<Task<RenderedRelease>>> Rendered = new();

    /// <summary>Commands that install the collectors, and one tenant that is to find them.</summary>
    public static TheoryData<string, string> Recipes =>
    [
        .. OfPage("docs/kubernetes.md").Concat(OfPage("README.md")).Distinct(),
        // Settings that both charts must know.
        ("make deploy-collector NAMESPACE=here", "make deploy-tenant1 COLLECTOR_NAMESPACE=here"),
        ("make deploy-collector COLLECTOR_PREFIX=our", "make deploy-tenant2 COLLECTOR_PREFIX=our"),
        ($"make deploy-collector {Domain}", $"make deploy-tenant1 {Domain}"),
    ];

    [Fact]
    public void Recipes_OfThePages_AreFound()
    {
        var kubernetes = OfPage("docs/kubernetes.md").ToList();
        Assert.Contains(("make deploy-collector", "make deploy-tenant1"), kubernetes);
        Assert.Contains(kubernetes, recipe => recipe.Tenant == "make deploy-tenant1 COLLECTOR_NAMESPACE=otel-collector");
        Assert.Contains(kubernetes, recipe => recipe.Tenant == "make deploy TENANT=tenant3");
        Assert.NotEmpty(OfPage("README.md"));
    }

    [Theory]
    [MemberData(nameof(Recipes))]
    public async Task Telemetry_OfApps_ReachesTheAgent(string collector, string tenant)
    {
        var (collectors, release) = (await RenderAsync(collector), await RenderAsync(tenant));
        Assert.NotEmpty(release.Pods);
        foreach (var pod in release.Pods)
        {
            var variables = pod.Spec.Containers.Single().Env.ToDictionary(
                variable => variable.Name, variable => variable.Value ?? variable.ValueFrom.FieldRef?.FieldPath ?? "");
            var endpoint = variables.GetValueOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT", "http://$(NODE_IP):$(OTLP_PORT)");
            var address = Reference().Replace(endpoint, match => variables[match.Groups[1].Value]).Split("://")[1];
            if (!address.StartsWith("status.hostIP:", StringComparison.Ordinal))
            {
                AssertReached(collectors, release, pod, address);
                continue;
            }

            var port = int.Parse(address.Split(':')[1], null);
            var agent = Assert.Single(collectors.Of<V1DaemonSet>()).Spec.Template;
            var own = agent.Spec.Containers.Single().Ports.SingleOrDefault(one => one.HostPort == port);
            Assert.True(own is not null, $"The agent has no port {port} of the node.");
            Assert.True(release.Rules.Egress(release.End(pod), Peer.At("10.1.2.3"), port));
            Assert.True(collectors.Rules.Ingress(release.End(pod), collectors.End(agent), own.ContainerPort));
        }
    }

    [Theory]
    [MemberData(nameof(Recipes))]
    public async Task Telemetry_OfSidecars_ReachesTheAgentAndTheirMetricsAreScraped(string collector, string tenant)
    {
        var (collectors, release) = (await RenderAsync(collector), await RenderAsync(tenant));
        var agent = Assert.Single(collectors.Of<V1DaemonSet>()).Spec.Template;
        var address = Assert.Single(release.Of<DaprConfiguration>()).Spec.Tracing!.Otel!.EndpointAddress!;
        var withSidecar = release.Pods.Where(pod => pod.Metadata.Annotations?.ContainsKey("dapr.io/enabled") == true).ToList();
        Assert.NotEmpty(withSidecar);
        Assert.All(withSidecar, pod =>
        {
            AssertReached(collectors, release, pod, address);
            var metrics = int.Parse(pod.Metadata.Annotations["dapr.io/metrics-port"], null);
            Assert.True(release.Rules.Ingress(collectors.End(agent), release.End(pod), metrics), "No agent may scrape.");
            Assert.True(collectors.Rules.Egress(collectors.End(agent), release.End(pod), metrics));
        });
    }

    [Theory]
    [MemberData(nameof(Recipes))]
    public async Task Telemetry_OfTheAgent_ReachesTheGatewayAndTheViewers(string collector, string tenant)
    {
        var (collectors, release) = (await RenderAsync(collector), await RenderAsync(tenant));
        var agent = Assert.Single(collectors.Of<V1DaemonSet>()).Spec.Template;
        var gateway = Assert.Single(collectors.Pods, pod => pod.Metadata.Labels["app.kubernetes.io/component"] == "gateway");
        var (ofAgent, ofGateway) = (Endpoints(collectors, "agent"), Endpoints(collectors, "gateway"));

        var domain = Assert.Single(release.Of<DaprConfiguration>()).Spec.Tracing!.Otel!.EndpointAddress!.Split(".svc.")[1].Split(':')[0];
        Assert.Contains(ofAgent, endpoint => endpoint.Contains($".{collectors.Namespace}.svc.{domain}:", StringComparison.Ordinal));
        Assert.All(ofAgent, endpoint => AssertReached(collectors, collectors, agent, endpoint, gateway));
        Assert.Contains(ofGateway, endpoint => endpoint.Contains("viewer-tenant1", StringComparison.Ordinal));
        Assert.All(ofGateway, endpoint => AssertReached(collectors, collectors, gateway, endpoint));
    }

    // What exporters of a configuration send to.
    private static List<string> Endpoints(RenderedRelease collectors, string component)
    {
        var configuration = Assert.Single(
            collectors.Of<V1ConfigMap>(),
            map => map.Metadata.Labels["app.kubernetes.io/component"] == component && map.Data.ContainsKey("config.yaml"));
        var root = Assert.Single(Yaml.Documents(configuration.Data["config.yaml"]));
        var endpoints = root.Keys("exporters").Select(name => root.Text("exporters", name, "endpoint")).OfType<string>();
        return [.. endpoints.Select(endpoint => endpoint.Split("://")[^1])];
    }

    // That host and port are a Service among the collectors', and that nothing stands between it and the pod.
    private static void AssertReached(
        RenderedRelease collectors, RenderedRelease release, V1PodTemplateSpec pod, string address, V1PodTemplateSpec? expected = null)
    {
        var (host, port) = (address.Split(':')[0].Split('.'), int.Parse(address.Split(':')[1].TrimEnd('/'), null));
        Assert.Equal(collectors.Namespace, host.ElementAtOrDefault(1) ?? release.Namespace);
        var behind = collectors.Behind(host[0], port).ToList();
        Assert.True(behind.Count > 0, $"{address} is no Service of the collectors.");
        Assert.All(behind, end =>
        {
            if (expected is not null)
            {
                Assert.Same(expected, end.Pod);
            }

            Assert.True(release.Rules.Egress(release.End(pod), collectors.End(end.Pod), end.Port), $"Egress to {address} is closed.");
            Assert.True(collectors.Rules.Ingress(release.End(pod), collectors.End(end.Pod), end.Port), $"Ingress of {address} is closed.");
        });
    }

    // A block with collectors and tenants is complete. Blocks with either belong together, as the page is read from top to bottom.
    private static IEnumerable<(string Collector, string Tenant)> OfPage(string page)
    {
        var blocks = KubernetesPage.CommandsByBlock(page)
            .Select(block => (Collectors: block.Where(IsCollector).ToList(), Tenants: block.Where(IsTenant).ToList())).ToList();
        // A block that has one kind alone makes no pair.
        var complete = blocks.SelectMany(block => Pairs(block.Collectors, block.Tenants));
        var collectors = blocks.Where(block => block.Tenants.Count == 0).SelectMany(block => block.Collectors);
        var tenants = blocks.Where(block => block.Collectors.Count == 0).SelectMany(block => block.Tenants);
        return complete.Concat(Pairs(collectors, tenants));

        static bool IsCollector(string command) => command.StartsWith("make deploy-collector", StringComparison.Ordinal);
        static bool IsTenant(string command) => TenantCommand().IsMatch(command);
        static IEnumerable<(string, string)> Pairs(IEnumerable<string> collectors, IEnumerable<string> tenants) =>
            from collector in collectors from tenant in tenants select (collector, tenant);
    }

    private static Task<RenderedRelease> RenderAsync(string command) =>
        Rendered.GetOrAdd(command, one => new(() => RenderNowAsync(one))).Value;

    private static async Task<RenderedRelease> RenderNowAsync(string command)
    {
        using var list = await KubernetesPage.ListOfThreeAsync();
        string[] words = [.. ShellWords.Split(command).Skip(1), $"TENANTS_FILE={list.Path}"];
        var (exitCode, printed) = await Deployment.DryRunAsync(words);
        Assert.True(exitCode == 0, printed);
        var @namespace = Namespace().Match(printed).Groups[1].Value;

        words = [.. words.SelectMany(Render)];
        (exitCode, var output) = await Deployment.MakeAsync(new Dictionary<string, string?> { ["HELM"] = Helm.Four }, words);
        Assert.True(exitCode == 0, output);
        return RenderedRelease.Parse(@namespace, output + "\n");

        static string[] Render(string word) => word switch
        {
            "deploy-collector" => ["template-collector"],
            "deploy" => ["template"],
            _ when word.StartsWith("deploy-", StringComparison.Ordinal) => ["template", $"TENANT={word["deploy-".Length..]}"],
            _ => [word],
        };
    }

    [GeneratedRegex(@"\$\((\w+)\)")]
    private static partial Regex Reference();

    [GeneratedRegex("^make deploy(-tenant[0-9]+| TENANT=)")]
    private static partial Regex TenantCommand();

    [GeneratedRegex("helm upgrade .* --namespace (\\S+)")]
    private static partial Regex Namespace();
}
