using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DemoApp.DevSidecar.RunFile.Parsing;

/// <summary>What messages say about a YAML node: its line, and what it is.</summary>
internal static class YamlNodes
{
    public static int Line(this YamlNode node) => (int)Math.Max(1, node.Start.Line);

    public static bool IsNull(this YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" or "Null" or "NULL" };

    public static string Describe(this YamlNode node) => node switch
    {
        YamlSequenceNode => "a list",
        YamlMappingNode => "a mapping",
        YamlScalarNode { Value: var value } => $"\"{value}\"",
        _ => "that",
    };
}
