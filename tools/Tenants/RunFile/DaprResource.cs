using YamlDotNet.RepresentationModel;

namespace DemoApp.Tenants.RunFile;

/// <summary>A Dapr resource for one tenant: wherever it names an app of the template, it names the tenant's.</summary>
internal static class DaprResource
{
    /// <summary>Renames in <c>scopes</c>, in members <c>appId</c> (access control), in a Resiliency's targets and in the topics' scopes of a pub/sub component.</summary>
    public static void Rename(YamlMappingNode resource, AppIds ids)
    {
        RenameItems(resource.Member("scopes"), ids);
        RenameMembers(resource, ids);
        var spec = resource.Map("spec");
        RenameKeys(spec.Map("targets").Map("apps"), ids);
        foreach (var item in spec.List("metadata").OfType<YamlMappingNode>())
        {
            if (item.Text("name") is "publishingScopes" or "subscriptionScopes" && item.Text("value") is { } scopes)
            {
                item.Set("value", string.Join(';', scopes.Split(';').Select(scope => RenameTopics(scope, ids))));
            }
        }
    }

    // Written as app1=topic1,topic2;app2=
    private static string RenameTopics(string scope, AppIds ids)
    {
        var parts = scope.Split('=', 2);
        return string.Join('=', [ids.Of(parts[0].Trim()), .. parts[1..]]);
    }

    private static void RenameItems(YamlNode? list, AppIds ids)
    {
        foreach (var item in (list as YamlSequenceNode ?? []).OfType<YamlScalarNode>())
        {
            item.Value = ids.Of(item.Value ?? "");
        }
    }

    private static void RenameKeys(YamlMappingNode map, AppIds ids)
    {
        foreach (var (key, value) in map.Children.ToList())
        {
            map.Children.Remove(key);
            map.Set(ids.Of(key.ToString()), value);
        }
    }

    private static void RenameMembers(YamlNode node, AppIds ids)
    {
        if (node is YamlMappingNode map)
        {
            foreach (var (key, value) in map.Children)
            {
                if (value is YamlScalarNode { Value: { } id } text && key.ToString().Equals("appId", StringComparison.OrdinalIgnoreCase))
                {
                    text.Value = ids.Of(id);
                }

                RenameMembers(value, ids);
            }
        }
        else if (node is YamlSequenceNode list)
        {
            foreach (var item in list)
            {
                RenameMembers(item, ids);
            }
        }
    }
}
