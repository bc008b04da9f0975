using System.Text.RegularExpressions;
using DemoApp.TestSupport;
using k8s.Models;

namespace DemoApp.Charts.Tests.DemoApp.Run;

/// <summary>What a cluster gives a pod and a plain process lacks: fields of the pod, Secrets, an image's executable, ports.</summary>
internal sealed partial class PodOverlay
{
    private readonly RenderedPod _pod;
    private readonly TenantNamespace _namespace;
    private readonly Dictionary<string, string> _fields;

    public PodOverlay(RenderedPod pod, TenantNamespace @namespace)
    {
        (_pod, _namespace) = (pod, @namespace);
        Ports = (pod.Container.Ports ?? []).ToDictionary(port => port.ContainerPort, _ => FreePort.Next());
        Name = $"{pod.Owner}-{Guid.NewGuid().ToString("n")[..8]}";
        _fields = new()
        {
            ["metadata.name"] = Name,
            ["metadata.namespace"] = @namespace.Name,
            ["metadata.uid"] = Guid.NewGuid().ToString(),
            ["spec.nodeName"] = "node-1",
            ["status.hostIP"] = "127.0.0.1",
            ["status.podIP"] = "127.0.0.1",
        };
    }

    /// <summary>The pod's name, as a ReplicaSet would make it.</summary>
    public string Name { get; }

    /// <summary>For each port of the container the free one that stands for it on this machine.</summary>
    public IReadOnlyDictionary<int, int> Ports { get; }

    /// <summary>The executable that the image has as its entrypoint.</summary>
    public string Executable => Path.GetFileName(_pod.Container.Image.Split(':', '@')[0]) switch
    {
        "sender" => Repository.Executable("SENDER", "src/Sender"),
        "receiver" => Repository.Executable("RECEIVER", "src/Receiver"),
        var image => throw new NotSupportedException($"No executable is known for the image {image}."),
    };

    /// <summary>The port on this machine of a port that a probe names.</summary>
    public int PortNamed(string name) => Ports[_pod.Container.Ports.Single(port => port.Name == name).ContainerPort];

    /// <summary>The container's variables as the kubelet gives them, with addresses of this machine.</summary>
    public Dictionary<string, string?> Environment()
    {
        var variables = new Dictionary<string, string?>();
        foreach (var variable in _pod.Container.Env)
        {
            variables[variable.Name] = variable.ValueFrom is null
                ? Expand(variable.Value ?? "", variables)
                : variable.ValueFrom.SecretKeyRef is { } secret ? _namespace.Secret(secret.Name, secret.Key) : Field(variable.ValueFrom.FieldRef);
        }

        foreach (var (port, free) in Ports)
        {
            // All interfaces in a pod, loopback here.
            variables["ASPNETCORE_URLS"] = variables["ASPNETCORE_URLS"]?.Replace($"+:{port}", $"127.0.0.1:{free}", StringComparison.Ordinal);
        }

        // The agent's port on the node is the one of the test's collector.
        if (variables.ContainsKey("OTLP_PORT"))
        {
            variables["OTLP_PORT"] = _namespace.Collector.Split(':')[1];
        }

        // Cluster DNS: a Service of this namespace is the port of the process behind it.
        if (variables.TryGetValue("RECEIVER_SERVICE_URL", out var address))
        {
            variables["RECEIVER_SERVICE_URL"] = $"http://127.0.0.1:{_namespace.PortOf(new Uri(address!).Host)}";
        }

        return variables;
    }

    /// <summary>Resolves $(NAME) as the kubelet does, from the variables before it; what is unknown stays.</summary>
    public static string Expand(string value, IReadOnlyDictionary<string, string?> known) =>
        Reference().Replace(value, match => known.TryGetValue(match.Groups[1].Value, out var found) && found is not null ? found : match.Value);

    private string Field(V1ObjectFieldSelector? field) => field is not null && _fields.TryGetValue(field.FieldPath, out var value)
        ? value
        : throw new NotSupportedException($"The field {field?.FieldPath} of a pod is not known here.");

    [GeneratedRegex(@"\$\(([\w.-]+)\)")]
    private static partial Regex Reference();
}
