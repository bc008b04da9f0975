using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DemoApp.DevSidecar.RunFile.Parsing;

/// <summary>The keys of a mapping by name, with those that YAML's merge key <c>&lt;&lt;</c> lends; the mapping's own win.</summary>
internal static class YamlEntries
{
    public static Dictionary<string, (YamlNode Key, YamlNode Value)> Of(YamlMappingNode node)
    {
        var own = node.Children.ToLookup(pair => pair.Key is YamlScalarNode { Value: "<<", Style: ScalarStyle.Plain });
        var lent = own[true].SelectMany(pair => pair.Value is YamlSequenceNode several ? several : (IEnumerable<YamlNode>)[pair.Value]);
        var entries = new Dictionary<string, (YamlNode, YamlNode)>(StringComparer.Ordinal);
        foreach (var (name, entry) in lent.OfType<YamlMappingNode>().Reverse().SelectMany(Of))
            entries[name] = entry;
        foreach (var (key, value) in own[false])
            entries[(key as YamlScalarNode)?.Value ?? key.ToString()] = (key, value);
        return entries;
    }
}
