namespace DemoApp.Tenants;

/// <summary>Where the collectors' agents are.</summary>
/// <param name="Namespace">The namespace of all collectors.</param>
/// <param name="Service">The agents' Service.</param>
public sealed record AgentAddress(string Namespace, string Service)
{
    /// <summary>Where <c>make deploy-collector</c> installs them.</summary>
    public static AgentAddress Default { get; } = new("observability", "otel-agent");

    /// <summary>Reads <c>namespace/service</c>.</summary>
    /// <exception cref="TenantListException">A part is not a DNS label, or the namespace is reserved.</exception>
    public static AgentAddress Parse(string text)
    {
        var parts = text.Split('/', 2);
        var address = new AgentAddress(parts[0], parts.ElementAtOrDefault(1) ?? Default.Service);
        if (!DnsLabel.IsMatch(address.Namespace))
        {
            throw new TenantListException($"The collectors' namespace is \"{address.Namespace}\", but must be {DnsLabel.Rule}.");
        }

        if (!DnsLabel.IsMatch(address.Service))
        {
            throw new TenantListException($"The Service of the collectors' agents is \"{address.Service}\", but must be {DnsLabel.Rule}.");
        }

        if (ReservedNamespaces.OwnerOf(address.Namespace) is { } owner)
        {
            throw new TenantListException(
                $"The collectors' namespace is {address.Namespace}, which is reserved for {owner}; COLLECTOR_NAMESPACE names another.");
        }

        return address;
    }
}
