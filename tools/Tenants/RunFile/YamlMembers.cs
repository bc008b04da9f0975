using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DemoApp.Tenants.RunFile;

/// <summary>Members of a YAML map by name.</summary>
internal static class YamlMembers
{
    public static YamlNode? Member(this YamlMappingNode map, string key) => map.Children.TryGetValue(key, out var value) ? value : null;

    public static YamlMappingNode Map(this YamlMappingNode map, string key) => map.Member(key) as YamlMappingNode ?? [];

    public static IEnumerable<YamlNode> List(this YamlMappingNode map, string key) => map.Member(key) as YamlSequenceNode ?? [];

    /// <summary>A member that is a text and not empty.</summary>
    public static string? Text(this YamlMappingNode map, string key) => map.Member(key) is YamlScalarNode { Value: { Length: > 0 } text } ? text : null;

    /// <summary>Sets a member in its place, or adds it.</summary>
    public static void Set(this YamlMappingNode map, string key, YamlNode value) => map.Children[key] = value;

    /// <summary>Sets a text, in quotes: a name like 123 is none otherwise.</summary>
    public static void Set(this YamlMappingNode map, string key, string text) => map.Set(key, Quoted(text));

    public static YamlScalarNode Quoted(string text) => new(text) { Style = ScalarStyle.DoubleQuoted };
}
