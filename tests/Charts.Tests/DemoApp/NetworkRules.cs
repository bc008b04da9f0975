using System.Net;
using k8s.Models;

namespace DemoApp.Charts.Tests.DemoApp;

/// <summary>One end of a connection: a pod, or an address where there is none.</summary>
/// <param name="Namespace">The pod's namespace; null for an address.</param>
/// <param name="Labels">The pod's labels.</param>
/// <param name="Address">The address of what is no pod.</param>
internal sealed record Peer(string? Namespace, IDictionary<string, string> Labels, string? Address = null)
{
    /// <summary>What is no pod of the cluster.</summary>
    public static Peer At(string address) => new(null, new Dictionary<string, string>(), address);

    /// <summary>A pod of somebody else.</summary>
    public static Peer In(string @namespace, params (string Name, string Value)[] labels) =>
        new(@namespace, labels.ToDictionary(label => label.Name, label => label.Value));
}

/// <summary>NetworkPolicies as Kubernetes defines them: a pod that a policy selects may do what some policy allows, and nothing else.</summary>
/// <param name="policies">All policies of the release.</param>
/// <param name="home">Its namespace.</param>
internal sealed class NetworkRules(IReadOnlyList<V1NetworkPolicy> policies, string home)
{
    /// <summary>Whether a pod of the release may connect to a port of another end.</summary>
    public bool Egress(Peer pod, Peer to, int port, string protocol = "TCP") => Applying(pod, "Egress") is var own
        && (own.Count == 0 || own.SelectMany(policy => policy.Spec.Egress ?? []).Any(rule => Matches(rule.To, to) && Matches(rule.Ports, port, protocol)));

    /// <summary>Whether another end may connect to a port of a pod of the release.</summary>
    public bool Ingress(Peer from, Peer pod, int port) => Applying(pod, "Ingress") is var own
        && (own.Count == 0
            || own.SelectMany(policy => policy.Spec.Ingress ?? []).Any(rule => Matches(rule.FromProperty, from) && Matches(rule.Ports, port, "TCP")));

    /// <summary>Whether a connection between two pods of the release comes about.</summary>
    public bool Connects(Peer from, Peer to, int port) => Egress(from, to, port) && Ingress(from, to, port);

    private List<V1NetworkPolicy> Applying(Peer pod, string type) =>
        [.. policies.Where(policy => policy.Spec.PolicyTypes.Contains(type) && policy.Spec.PodSelector.Selects(pod.Labels))];

    private bool Matches(IList<V1NetworkPolicyPeer>? peers, Peer end) => peers is null or { Count: 0 } || peers.Any(peer => Matches(peer, end));

    private bool Matches(V1NetworkPolicyPeer peer, Peer end)
    {
        if (peer.IpBlock is { } block)
        {
            return end.Address is { } address && IPNetwork.Parse(block.Cidr).Contains(IPAddress.Parse(address));
        }

        return end.Namespace is { } name
            && (peer.NamespaceSelector?.Selects(new Dictionary<string, string> { ["kubernetes.io/metadata.name"] = name }) ?? name == home)
            && (peer.PodSelector?.Selects(end.Labels) ?? true);
    }

    private static bool Matches(IList<V1NetworkPolicyPort>? ports, int port, string protocol) =>
        ports is null or { Count: 0 } || ports.Any(own => own.Protocol == protocol && own.Port.Value == $"{port}");
}
