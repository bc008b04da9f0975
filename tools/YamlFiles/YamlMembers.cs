using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DemoApp.YamlFiles;

/// <summary>Members of a YAML map by name.</summary>
public static class YamlMembers
{
    /// <summary>The member's value, or null if the node is not a map or has no such member.</summary>
    public static YamlNode? Member(this YamlNode? node, string key) =>
        node is YamlMappingNode map && map.Children.TryGetValue(key, out var value) ? value : null;

    /// <summary>The member if it is a map, else an empty one.</summary>
    public static YamlMappingNode Map(this YamlNode? node, string key) => node.Member(key) as YamlMappingNode ?? [];

    /// <summary>The items of the member if it is a list, else none.</summary>
    public static IReadOnlyList<YamlNode> List(this YamlNode? node, string key) =>
        node.Member(key) is YamlSequenceNode list ? [.. list] : [];

    /// <summary>The member if it is a text that is not empty, else null.</summary>
    public static string? Text(this YamlNode? node, string key) =>
        node.Member(key) is YamlScalarNode { Value: { Length: > 0 } text } ? text : null;

    /// <summary>Sets a member in its place, or adds it.</summary>
    public static void Set(this YamlMappingNode map, string key, YamlNode value) => map.Children[key] = value;

    /// <summary>Sets a text, in quotes: a name such as 123 would be a number otherwise.</summary>
    public static void Set(this YamlMappingNode map, string key, string text) =>
        map.Set(key, new YamlScalarNode(text) { Style = ScalarStyle.DoubleQuoted });
}
