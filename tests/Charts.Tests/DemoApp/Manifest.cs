using k8s;
using k8s.Models;

namespace DemoApp.Charts.Tests.DemoApp;

/// <summary>The objects of a rendered release, read strictly: an unknown field, or a field twice, is an error.</summary>
public sealed class Manifest
{
    private static readonly Dictionary<string, Type> Types = new()
    {
        ["apps/v1/Deployment"] = typeof(V1Deployment),
        ["autoscaling/v2/HorizontalPodAutoscaler"] = typeof(V2HorizontalPodAutoscaler),
        ["batch/v1/Job"] = typeof(V1Job),
        ["dapr.io/v1alpha1/Component"] = typeof(DaprComponent),
        ["dapr.io/v1alpha1/Configuration"] = typeof(DaprConfiguration),
        ["dapr.io/v1alpha1/Resiliency"] = typeof(DaprResiliency),
        ["networking.k8s.io/v1/NetworkPolicy"] = typeof(V1NetworkPolicy),
        ["policy/v1/PodDisruptionBudget"] = typeof(V1PodDisruptionBudget),
        ["v1/Pod"] = typeof(V1Pod),
        ["v1/Service"] = typeof(V1Service),
        ["v1/ServiceAccount"] = typeof(V1ServiceAccount),
    };

    private Manifest(string text, IReadOnlyList<IKubernetesObject<V1ObjectMeta>> objects) => (Text, Objects) = (text, objects);

    /// <summary>What Helm printed.</summary>
    public string Text { get; }

    /// <summary>All objects.</summary>
    public IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Objects { get; }

    /// <summary>Every pod that comes of it: Deployments, Jobs, and the pod of `helm test`.</summary>
    public IReadOnlyList<RenderedPod> Pods =>
    [
        .. Of<V1Deployment>().Select(deployment => new RenderedPod(deployment.Metadata.Name, deployment.Spec.Template.Metadata, deployment.Spec.Template.Spec)),
        .. Of<V1Job>().Select(job => new RenderedPod(job.Metadata.Name, job.Spec.Template.Metadata, job.Spec.Template.Spec)),
        .. Of<V1Pod>().Select(pod => new RenderedPod(pod.Metadata.Name, pod.Metadata, pod.Spec)),
    ];

    /// <summary>Reads what Helm printed.</summary>
    public static Manifest Parse(string yaml)
    {
        // A kind that is not in the list would be left out without a word.
        foreach (var line in yaml.Split('\n').Where(line => line.StartsWith("kind: ", StringComparison.Ordinal)))
        {
            Assert.Contains(Types.Keys, type => type.EndsWith("/" + line["kind: ".Length..], StringComparison.Ordinal));
        }

        return new Manifest(yaml, [.. KubernetesYaml.LoadAllFromString(yaml, Types, strict: true).Cast<IKubernetesObject<V1ObjectMeta>>()]);
    }

    /// <summary>The objects of a type.</summary>
    public IEnumerable<T> Of<T>() => Objects.OfType<T>();

    /// <summary>The pod of a component: sender, receiver, loadgen, loadgen-worker, test.</summary>
    public RenderedPod Pod(string component) => Pods.Single(pod => pod.Component == component);
}

/// <summary>A pod that an object of the release makes.</summary>
/// <param name="Owner">The name of that object.</param>
/// <param name="Metadata">Labels and annotations.</param>
/// <param name="Spec">The rest.</param>
public sealed record RenderedPod(string Owner, V1ObjectMeta Metadata, V1PodSpec Spec)
{
    /// <summary>Which part of the application it is.</summary>
    public string Component => Metadata.Labels["app.kubernetes.io/component"];

    /// <summary>Its one container; the sidecar is not in the chart.</summary>
    public V1Container Container => Spec.Containers.Single();

    /// <summary>True where Dapr's injector gives it a sidecar.</summary>
    public bool HasSidecar => Metadata.Annotations?.TryGetValue("dapr.io/enabled", out var enabled) == true && enabled == "true";

    /// <summary>A variable's value, or null where there is none or it has a source.</summary>
    public string? Env(string name) => Container.Env.SingleOrDefault(variable => variable.Name == name)?.Value;
}
