using DemoApp.YamlFiles;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DemoApp.Tenants;

/// <summary>Values of charts/demo-app for one tenant's release: its id, where the agents are, and what its entry overrides.</summary>
public static class ReleaseValues
{
    /// <summary>Writes them as YAML.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="agent">The agents of a tenant whose values do not name others.</param>
    /// <param name="file">The values file that the release has besides, or null; an agent that it names stays, too.</param>
    /// <param name="output">Takes the YAML.</param>
    /// <exception cref="TenantListException">The overrides name another tenant, or one is not a map where the chart has a map.</exception>
    public static void Write(Tenant tenant, AgentAddress agent, string? file, TextWriter output)
    {
        var values = tenant.Overrides;
        var global = Map(tenant, values, "global", "global");
        if (global.Member("tenantId") is { } id && id.ToString() != tenant.Name)
        {
            throw new TenantListException(
                $"The values of {tenant.Name} say `global.tenantId: {id}`; a tenant's id is its name. Leave it out.");
        }

        global.Children.Remove("tenantId");
        // In quotes, because a name like 123 is a text, too.
        global.Children.Insert(0, "tenantId", new YamlScalarNode(tenant.Name) { Style = ScalarStyle.DoubleQuoted });

        var own = Map(tenant, Map(tenant, values, "telemetry", "telemetry"), "agent", "telemetry.agent");
        var ofFile = file is not null && YamlFile.Read(file) is [var root] ? root.Member("telemetry").Member("agent") : null;
        foreach (var (key, text) in new[] { ("namespace", agent.Namespace), ("service", agent.Service) })
        {
            if (own.Member(key) is null && ofFile.Member(key) is null)
            {
                own.Add(key, new YamlScalarNode(text) { Style = ScalarStyle.DoubleQuoted });
            }
        }

        new YamlStream(new YamlDocument(values)).Save(output, assignAnchors: false);
    }

    // The map of that key, which is added where there is none.
    private static YamlMappingNode Map(Tenant tenant, YamlMappingNode values, string key, string path)
    {
        if (values.Member(key) is null)
        {
            values.Add(key, new YamlMappingNode());
        }

        return values.Member(key) as YamlMappingNode
            ?? throw new TenantListException($"The values of {tenant.Name} say `{path}: {values.Member(key)}`, but it must be a map.");
    }
}
