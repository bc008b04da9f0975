using DemoApp.Charts.Tests.DemoApp;
using k8s;
using k8s.Models;

namespace DemoApp.Charts.Tests.Tenants;

/// <summary>What a release of either chart puts into its namespace, as far as connections need it.</summary>
internal sealed class RenderedRelease
{
    private static readonly Dictionary<string, Type> Types = new()
    {
        ["apps/v1/DaemonSet"] = typeof(V1DaemonSet),
        ["apps/v1/Deployment"] = typeof(V1Deployment),
        ["apps/v1/StatefulSet"] = typeof(V1StatefulSet),
        ["dapr.io/v1alpha1/Configuration"] = typeof(DaprConfiguration),
        ["networking.k8s.io/v1/NetworkPolicy"] = typeof(V1NetworkPolicy),
        ["v1/ConfigMap"] = typeof(V1ConfigMap),
        ["v1/Service"] = typeof(V1Service),
    };

    private readonly List<object> _objects;

    private RenderedRelease(string @namespace, List<object> objects) => (Namespace, _objects) = (@namespace, objects);

    /// <summary>Where it is installed.</summary>
    public string Namespace { get; }

    /// <summary>Every pod that stays.</summary>
    public IEnumerable<V1PodTemplateSpec> Pods =>
        Of<V1Deployment>().Select(o => o.Spec.Template)
            .Concat(Of<V1StatefulSet>().Select(o => o.Spec.Template))
            .Concat(Of<V1DaemonSet>().Select(o => o.Spec.Template));

    /// <summary>Its network policies, with numbers for the names of ports.</summary>
    public NetworkRules Rules
    {
        get
        {
            var policies = Of<V1NetworkPolicy>().ToList();
            foreach (var policy in policies)
            {
                var ingress = (policy.Spec.Ingress ?? []).Select(rule => (rule.Ports, Ends: Selected([policy.Spec.PodSelector])));
                var egress = (policy.Spec.Egress ?? [])
                    .Select(rule => (rule.Ports, Ends: Selected((rule.To ?? []).Select(to => to.PodSelector))));
                foreach (var (ports, ends) in ingress.Concat(egress))
                {
                    foreach (var port in (ports ?? []).Where(port => !int.TryParse(port.Port.Value, out _)))
                    {
                        port.Port = $"{Number(ends, port.Port.Value)}";
                    }
                }
            }

            return new(policies, Namespace);
        }
    }

    /// <summary>Reads what Helm printed.</summary>
    public static RenderedRelease Parse(string @namespace, string yaml)
    {
        var documents = yaml.Split("\n---\n");
        var ofThose = documents.Where(document => Types.ContainsKey($"{Line(document, "apiVersion: ")}/{Line(document, "kind: ")}"));
        return new(@namespace, KubernetesYaml.LoadAllFromString(string.Join("\n---\n", ofThose), Types));

        static string? Line(string document, string key) =>
            document.Split('\n').FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?[key.Length..];
    }

    /// <summary>The objects of a type.</summary>
    public IEnumerable<T> Of<T>() => _objects.OfType<T>();

    /// <summary>A pod as an end of a connection.</summary>
    public Peer End(V1PodTemplateSpec pod) => new(Namespace, pod.Metadata.Labels);

    /// <summary>The pods behind a port of a Service, each with its own port; none if there is no such Service or port.</summary>
    public IEnumerable<(V1PodTemplateSpec Pod, int Port)> Behind(string service, int port) =>
        from one in Of<V1Service>()
        where one.Metadata.Name == service
        from own in one.Spec.Ports
        where own.Port == port
        from pod in Pods
        where one.Spec.Selector.All(label => pod.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value)
        let target = own.TargetPort?.Value ?? $"{port}"
        select (pod, int.TryParse(target, out var number) ? number : Number([pod], target));

    private List<V1PodTemplateSpec> Selected(IEnumerable<V1LabelSelector?> selectors) =>
        [.. Pods.Where(pod => selectors.Any(selector => selector?.Selects(pod.Metadata.Labels) == true))];

    private static int Number(IEnumerable<V1PodTemplateSpec> pods, string name) =>
        pods.SelectMany(pod => pod.Spec.Containers).SelectMany(container => container.Ports ?? [])
            .Where(port => port.Name == name).Select(port => port.ContainerPort).Distinct().Single();
}
