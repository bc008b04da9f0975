using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DemoApp.Tenants;

/// <summary>Values of charts/demo-app for one tenant's release: who it is, and what its entry overrides.</summary>
public static class ReleaseValues
{
    /// <summary>Writes them as YAML.</summary>
    /// <exception cref="TenantListException">The overrides name another tenant.</exception>
    public static void Write(Tenant tenant, TextWriter output)
    {
        // In quotes, because a name like 123 is a text, too.
        var name = new YamlScalarNode(tenant.Name) { Style = ScalarStyle.DoubleQuoted };
        var values = new YamlMappingNode { { "global", new YamlMappingNode { { "tenantId", name } } } };
        foreach (var (key, value) in tenant.Overrides)
        {
            if (key.ToString() == "global" && value is YamlMappingNode global)
            {
                AddGlobal(tenant, (YamlMappingNode)values["global"], global);
            }
            else
            {
                values.Add(key, value);
            }
        }

        new YamlStream(new YamlDocument(values)).Save(output, assignAnchors: false);
    }

    private static void AddGlobal(Tenant tenant, YamlMappingNode target, YamlMappingNode overrides)
    {
        foreach (var (key, value) in overrides)
        {
            if (key.ToString() != "tenantId")
            {
                target.Add(key, value);
            }
            else if (value.ToString() != tenant.Name)
            {
                throw new TenantListException($"The values of {tenant.Name} say `global.tenantId: {value}`; a tenant's id is its name. Leave it out.");
            }
        }
    }
}
