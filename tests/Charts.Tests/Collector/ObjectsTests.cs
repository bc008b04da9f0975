using k8s;
using YamlDotNet.RepresentationModel;

namespace DemoApp.Charts.Tests.Collector;

/// <summary>The rendered objects: known to Kubernetes field by field, and right about each other.</summary>
public sealed class ObjectsTests
{
    // Of the Prometheus operator; Kubernetes' own models do not have them.
    private static readonly string[] OperatorKinds = ["PodMonitor", "PrometheusRule"];

    public static TheoryData<string> Examples => [.. CollectorChart.Examples];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Objects_ReadStrictly_HaveNoFieldThatKubernetesDoesNotKnow(string example)
    {
        var documents = CollectorChart.Golden(example).Split("\n---\n").Where(text => Yaml.Documents(text) is [var o] && !OperatorKinds.Contains(o.Text("kind"))).ToList();
        Assert.True(documents.Count >= 14, $"Only {documents.Count} objects.");
        Assert.All(documents, text => Assert.Single(KubernetesYaml.LoadAllFromString(text, strict: true)));
    }

    [Fact]
    public void Objects_OfThePrometheusOperator_HaveItsDocumentedFields()
    {
        var objects = CollectorChart.Objects("everything").Where(o => OperatorKinds.Contains(o.Text("kind"))).ToDictionary(o => o.Text("kind")!);
        Assert.All(objects.Values, o => Assert.Equal("monitoring.coreos.com/v1", o.Text("apiVersion")));
        Assert.Equal(["podMetricsEndpoints", "selector"], objects["PodMonitor"].Keys("spec").Order(StringComparer.Ordinal));
        Assert.Equal(["groups"], objects["PrometheusRule"].Keys("spec"));
        Assert.NotEmpty(objects["PrometheusRule"].Items("spec", "groups").Single().Items("rules"));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Names_WithinAKind_AreUnique(string example)
    {
        var names = CollectorChart.Objects(example).Select(o => $"{o.Text("kind")} {o.Text("metadata", "name")}").ToList();
        Assert.Equal(names.Distinct(), names);
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Selectors_OfServicesPoliciesAndBudgets_MatchExactlyOneWorkload(string example)
    {
        var objects = CollectorChart.Objects(example);
        var selectors = objects.Where(o => o.Text("kind") is "Service").Select(o => (o, o.Map("spec", "selector")))
            .Concat(objects.Where(o => o.Text("kind") is "PodDisruptionBudget" or "DaemonSet" or "Deployment").Select(o => (o, o.Map("spec", "selector", "matchLabels"))));

        Assert.All(selectors, pair => Assert.Single(Workloads(objects), w => Matches(pair.Item2, w)));
        Assert.All(
            objects.Where(o => o.Text("kind") == "NetworkPolicy"),
            policy => Assert.Contains(Workloads(objects), w => Matches(policy.Map("spec", "podSelector", "matchLabels"), w)));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Ports_OfServicesAndPolicies_AreTheirWorkloads(string example)
    {
        var objects = CollectorChart.Objects(example);
        foreach (var service in objects.Where(o => o.Text("kind") == "Service"))
        {
            var ports = Ports(Workloads(objects).Single(w => Matches(service.Map("spec", "selector"), w)));
            Assert.All(service.Items("spec", "ports"), port => Assert.Equal(port.Text("port"), ports[port.Text("targetPort")!]));
        }

        foreach (var policy in objects.Where(o => o.Text("kind") == "NetworkPolicy"))
        {
            foreach (var workload in Workloads(objects).Where(w => Matches(policy.Map("spec", "podSelector", "matchLabels"), w)))
            {
                Assert.All(policy.Items("spec", "ingress").SelectMany(rule => rule.Items("ports")), port => Assert.Contains(port.Text("port")!, Ports(workload).Keys));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Ports_OfTheConfiguration_AreThoseOfTheContainers(string example)
    {
        var objects = CollectorChart.Objects(example);
        var (agent, gateway) = CollectorChart.Configurations(objects);
        foreach (var (tier, configuration) in new[] { ("agent", agent), ("gateway", gateway) })
        {
            var listened = configuration.Root.Keys("receivers", "otlp", "protocols").Select(p => configuration.Root.Text("receivers", "otlp", "protocols", p, "endpoint")!)
                .Append(configuration.Root.Text("extensions", "health_check", "endpoint")!)
                .Append($"${{env:POD_IP}}:{configuration.Root.Items("service", "telemetry", "metrics", "readers").Single().Text("pull", "exporter", "prometheus", "port")}");
            Assert.Equal(listened.Order(StringComparer.Ordinal), Ports(Tier(objects, tier)).Values.Select(port => $"${{env:POD_IP}}:{port}").Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Volumes_AndWhatTheyNeed_AreThere(string example)
    {
        var objects = CollectorChart.Objects(example);
        var configMaps = objects.Where(o => o.Text("kind") == "ConfigMap").Select(o => o.Text("metadata", "name")).ToList();
        foreach (var pod in Workloads(objects).Select(w => w.At("spec", "template", "spec")))
        {
            Assert.Equal(
                pod.Items("volumes").Select(v => v.Text("name")).Order(StringComparer.Ordinal),
                pod.Items("containers").SelectMany(c => c.Items("volumeMounts")).Select(m => m.Text("name")).Order(StringComparer.Ordinal));
            var sources = pod.Items("volumes").Concat(pod.Items("volumes").SelectMany(v => v.Items("projected", "sources")));
            Assert.All(sources.Where(v => v.At("configMap") is not null), v => Assert.Contains(v.Text("configMap", "name"), configMaps));
        }

        var (agent, gateway) = CollectorChart.Configurations(objects);
        foreach (var (tier, configuration) in new[] { ("agent", agent), ("gateway", gateway) })
        {
            var mounts = Tier(objects, tier).At("spec", "template", "spec").Items("containers").Single().Items("volumeMounts").Select(m => m.Text("mountPath")).ToList();
            Assert.Equal(configuration.Text.Contains("/etc/otel/tls/", StringComparison.Ordinal), mounts.Contains("/etc/otel/tls"));
            Assert.Equal(configuration.Text.Contains("/etc/otel/headers/", StringComparison.Ordinal), mounts.Contains("/etc/otel/headers"));
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Variables_OfTheConfigurations_AreSetByTheContainers(string example)
    {
        var objects = CollectorChart.Objects(example);
        var (agent, gateway) = CollectorChart.Configurations(objects);
        foreach (var (tier, configuration) in new[] { ("agent", agent), ("gateway", gateway) })
        {
            var names = Tier(objects, tier).At("spec", "template", "spec").Items("containers").Single().Items("env").Select(e => e.Text("name")).ToList();
            var used = System.Text.RegularExpressions.Regex.Matches(configuration.Text, @"\$\{env:([A-Z0-9_]+)\}").Select(m => m.Groups[1].Value)
                .Concat(tier == "agent" ? [configuration.Root.Text("processors", "k8s_attributes", "filter", "node_from_env_var")!] : []).Append("GOMEMLIMIT");
            Assert.Equal(used.Distinct().Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("default", "819MiB", "819MiB")]
    [InlineData("everything", "819MiB", "1638MiB")]
    public void GoMemLimit_IsFourFifthsOfTheMemoryLimit(string example, string agent, string gateway)
    {
        var objects = CollectorChart.Objects(example);
        string? Of(string tier) => Tier(objects, tier).At("spec", "template", "spec").Items("containers").Single().Items("env").Single(e => e.Text("name") == "GOMEMLIMIT").Text("value");
        Assert.Equal((agent, gateway), (Of("agent"), Of("gateway")));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Permissions_OfTheAgent_AreToReadPodsAndNamespaces(string example)
    {
        var objects = CollectorChart.Objects(example);
        var role = Assert.Single(objects, o => o.Text("kind") == "ClusterRole");
        var rule = Assert.Single(role.Items("rules"));
        Assert.Equal([""], rule.Texts("apiGroups"));
        Assert.Equal(["pods", "namespaces"], rule.Texts("resources"));
        Assert.Equal(["get", "list", "watch"], rule.Texts("verbs"));

        var binding = Assert.Single(objects, o => o.Text("kind") == "ClusterRoleBinding");
        var account = Assert.Single(objects, o => o.Text("kind") == "ServiceAccount").Text("metadata", "name");
        Assert.Equal(role.Text("metadata", "name"), binding.Text("roleRef", "name"));
        // Of the whole cluster: two installations, one in a-b and one with the prefix b in a, must not mean the same object.
        Assert.Equal($"observability:{account}", role.Text("metadata", "name"));
        Assert.Equal(role.Text("metadata", "name"), binding.Text("metadata", "name"));
        Assert.Equal((account, "observability"), (binding.Items("subjects").Single().Text("name"), binding.Items("subjects").Single().Text("namespace")));
        Assert.Equal(account, Tier(objects, "agent").Text("spec", "template", "spec", "serviceAccountName"));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Pods_MeetTheRestrictedProfileButForHostPorts(string example)
    {
        var objects = CollectorChart.Objects(example);
        foreach (var workload in Workloads(objects))
        {
            var pod = workload.At("spec", "template", "spec");
            Assert.Equal("true", pod.Text("securityContext", "runAsNonRoot"));
            Assert.Matches("^[1-9][0-9]*$", pod.Text("securityContext", "runAsUser"));
            Assert.Equal("RuntimeDefault", pod.Text("securityContext", "seccompProfile", "type"));
            Assert.Null(pod.At("hostNetwork"));
            Assert.DoesNotContain(pod.Items("volumes"), v => v.At("hostPath") is not null);
            var container = Assert.Single(pod.Items("containers"));
            Assert.Equal("false", container.Text("securityContext", "allowPrivilegeEscalation"));
            Assert.Equal(["ALL"], container.Texts("securityContext", "capabilities", "drop"));
            Assert.NotNull(container.At("resources", "limits", "memory"));
            Assert.DoesNotContain(":latest", container.Text("image"), StringComparison.Ordinal);
        }

        var hostPorts = Tier(objects, "agent").At("spec", "template", "spec").Items("containers").Single().Items("ports").Select(p => p.Text("hostPort")).OfType<string>();
        Assert.Equal(example == "tls" ? [] : ["4317", "4318"], hostPorts);
        Assert.Equal("false", Tier(objects, "gateway").Text("spec", "template", "spec", "automountServiceAccountToken"));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Gateway_TakesDataFromAgentsOnly(string example)
    {
        var objects = CollectorChart.Objects(example);
        var agent = Tier(objects, "agent");
        var policy = Assert.Single(objects, o => o.Text("kind") == "NetworkPolicy" && Matches(o.Map("spec", "podSelector", "matchLabels"), Tier(objects, "gateway")));
        Assert.Equal(["Ingress"], policy.Texts("spec", "policyTypes"));
        var rule = Assert.Single(policy.Items("spec", "ingress"), r => r.Items("ports").Any(p => p.Text("port") == "otlp-grpc"));
        Assert.Equal("otlp-grpc", Assert.Single(rule.Items("ports")).Text("port"));
        var from = Assert.Single(rule.Items("from"));
        // Without a namespace selector: pods of the collectors' own namespace.
        Assert.Equal(["podSelector"], from.Keys());
        Assert.Single(Workloads(objects), w => Matches(from.Map("podSelector", "matchLabels"), w));
        Assert.True(Matches(from.Map("podSelector", "matchLabels"), agent));
    }

    [Fact]
    public void Agents_ByDefault_RunOnEveryNodeAndDoNotWaitForABrokenOne()
    {
        // Recorded on a control plane with 21 nodes, one of them broken: with maxUnavailable 1 one agent was new and 20 stayed old.
        var agent = Tier(CollectorChart.Objects("two-tenants"), "agent");
        Assert.Equal("RollingUpdate", agent.Text("spec", "updateStrategy", "type"));
        Assert.Equal("25%", agent.Text("spec", "updateStrategy", "rollingUpdate", "maxUnavailable"));
        Assert.Equal("system-node-critical", agent.Text("spec", "template", "spec", "priorityClassName"));
        var toleration = Assert.Single(agent.Items("spec", "template", "spec", "tolerations"));
        Assert.Equal(["operator"], toleration.Keys());
        Assert.Equal("Exists", toleration.Text("operator"));
    }

    [Fact]
    public void Agents_RolloutTaintsAndPriority_AreValues()
    {
        var agent = Tier(CollectorChart.Objects("everything"), "agent");
        Assert.Equal("2", agent.Text("spec", "updateStrategy", "rollingUpdate", "maxUnavailable"));
        Assert.Equal("platform", agent.Text("spec", "template", "spec", "priorityClassName"));
        Assert.Equal("NoSchedule", Assert.Single(agent.Items("spec", "template", "spec", "tolerations")).Text("effect"));
    }

    [Fact]
    public void AgentService_IsOfTheCallersNode_AsTheApplicationsChartExpectsIt()
    {
        var objects = CollectorChart.Objects("two-tenants");
        var service = Assert.Single(objects, o => o.Text("kind") == "Service" && o.Text("metadata", "name") == "otel-agent");
        Assert.Equal("Local", service.Text("spec", "internalTrafficPolicy"));
        Assert.Null(service.At("spec", "clusterIP"));
        Assert.Equal(["4317", "4318"], service.Items("spec", "ports").Select(p => p.Text("port")!));
    }

    [Theory]
    [InlineData("two-tenants", "otel-gateway.observability.svc.cluster.local:4317")]
    [InlineData("everything", "telemetry-gateway.observability.svc.cluster.example:4317")]
    public void Agent_ExportsTo_TheHeadlessServiceOfTheGateways(string example, string endpoint)
    {
        var objects = CollectorChart.Objects(example);
        Assert.Equal(endpoint, CollectorChart.Configurations(objects).Agent.Root.Text("exporters", "otlp_grpc/gateway", "endpoint"));
        var service = Assert.Single(objects, o => o.Text("kind") == "Service" && o.Text("metadata", "name") == endpoint.Split('.')[0]);
        Assert.Equal("None", service.Text("spec", "clusterIP"));
    }

    [Fact]
    public void Viewers_OfTheDemonstration_AreWhereTheListSendsTo()
    {
        var objects = CollectorChart.Objects("two-tenants");
        var gateway = CollectorChart.Configurations(objects).Gateway;
        var services = objects.Where(o => o.Text("kind") == "Service").ToDictionary(o => o.Text("metadata", "name")!);
        foreach (var name in gateway.Root.Keys("exporters").Where(n => n.StartsWith("otlp_", StringComparison.Ordinal)))
        {
            var endpoint = gateway.Root.Text("exporters", name, "endpoint")!.Split('.', ':');
            Assert.Contains(endpoint[^1], services[endpoint[0]].Items("spec", "ports").Select(p => p.Text("port")));
        }
    }

    private static IEnumerable<YamlMappingNode> Workloads(IEnumerable<YamlMappingNode> objects) => objects.Where(o => o.Text("kind") is "DaemonSet" or "Deployment");

    private static YamlMappingNode Tier(IEnumerable<YamlMappingNode> objects, string tier) =>
        Workloads(objects).Single(w => w.Text("metadata", "labels", "app.kubernetes.io/component") == tier);

    private static bool Matches(Dictionary<string, string> selector, YamlMappingNode workload)
    {
        var labels = workload.Map("spec", "template", "metadata", "labels");
        return selector.Count > 0 && selector.All(pair => labels.GetValueOrDefault(pair.Key) == pair.Value);
    }

    private static Dictionary<string, string> Ports(YamlMappingNode workload) =>
        workload.At("spec", "template", "spec").Items("containers").SelectMany(c => c.Items("ports")).ToDictionary(p => p.Text("name")!, p => p.Text("containerPort")!);
}
