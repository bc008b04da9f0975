using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DemoApp.YamlFiles;

/// <summary>Lets no two places share a node: an alias becomes a copy, and the members that a merge key lends become own ones.</summary>
internal sealed class YamlExpansion
{
    private readonly HashSet<YamlNode> _seen = new(ReferenceEqualityComparer.Instance);

    /// <summary>The node itself where it comes for the first time, which keeps its position; a copy afterwards.</summary>
    public YamlNode Expand(YamlNode node)
    {
        var isFirst = _seen.Add(node);
        switch (node)
        {
            case YamlMappingNode map:
                var members = Members(map);
                map = isFirst ? map : new YamlMappingNode { Style = map.Style };
                map.Children.Clear();
                members.ForEach(member => map.Children.Add(member));
                return map;
            case YamlSequenceNode list:
                var items = list.Children.Select(Expand).ToList();
                list = isFirst ? list : new YamlSequenceNode { Style = list.Style };
                list.Children.Clear();
                items.ForEach(list.Children.Add);
                return list;
            case YamlScalarNode scalar when !isFirst:
                return new YamlScalarNode(scalar.Value) { Style = scalar.Style, Tag = scalar.Tag };
            default:
                return node;
        }
    }

    // A map's own members win over those that `<<` lends it.
    private List<KeyValuePair<YamlNode, YamlNode>> Members(YamlMappingNode map)
    {
        var own = map.Children.ToLookup(member => member.Key is YamlScalarNode { Value: "<<", Style: ScalarStyle.Plain });
        var members = own[false].Select(member => KeyValuePair.Create(Expand(member.Key), Expand(member.Value))).ToList();
        var names = members.Select(member => member.Key).ToHashSet();
        foreach (var lent in own[true].SelectMany(member => member.Value is YamlSequenceNode several ? several.Children : [member.Value]))
        {
            if (Expand(lent) is YamlMappingNode lender)
            {
                members.AddRange([.. lender.Children.Where(member => names.Add(member.Key))]);
            }
        }

        return members;
    }
}
