using YamlDotNet.RepresentationModel;

namespace DemoApp.Charts.Tests.Collector;

/// <summary>YAML as a tree, asked by paths.</summary>
internal static class Yaml
{
    /// <summary>Every document with something in it.</summary>
    public static IReadOnlyList<YamlMappingNode> Documents(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return [.. stream.Documents.Select(document => document.RootNode).OfType<YamlMappingNode>()];
    }

    /// <summary>The node at a path of keys, or null.</summary>
    public static YamlNode? At(this YamlNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
        {
            node = node is YamlMappingNode map && map.Children.TryGetValue(key, out var child) ? child : null;
        }

        return node;
    }

    /// <summary>The text at a path, or null.</summary>
    public static string? Text(this YamlNode? node, params ReadOnlySpan<string> path) => (node.At(path) as YamlScalarNode)?.Value;

    /// <summary>The elements of the list at a path; none where there is no list.</summary>
    public static IEnumerable<YamlNode> Items(this YamlNode? node, params ReadOnlySpan<string> path) => node.At(path) as YamlSequenceNode ?? [];

    /// <summary>The texts of the list at a path.</summary>
    public static string[] Texts(this YamlNode? node, params ReadOnlySpan<string> path) => [.. node.Items(path).Select(item => item.ToString())];

    /// <summary>The keys of the map at a path; none where there is no map.</summary>
    public static string[] Keys(this YamlNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is YamlMappingNode map ? [.. map.Children.Keys.Select(key => key.ToString())] : [];

    /// <summary>The map of texts at a path.</summary>
    public static Dictionary<string, string> Map(this YamlNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is YamlMappingNode map ? map.Children.ToDictionary(child => child.Key.ToString(), child => child.Value.ToString()) : [];
}
