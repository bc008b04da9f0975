using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DemoApp.Tenants.RunFile;

/// <summary>A YAML file as plain nodes that can be changed one by one: aliases and merge keys are written out.</summary>
internal static class YamlFile
{
    /// <summary>The documents of a file, each of them a map; empty documents are left out.</summary>
    /// <exception cref="RunFileException">It cannot be read, or is no YAML.</exception>
    public static IReadOnlyList<YamlMappingNode> Read(string path)
    {
        var stream = new YamlStream();
        try
        {
            using var text = File.OpenText(path);
            stream.Load(text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunFileException($"{path} cannot be read: {e.Message}");
        }
        catch (YamlException e)
        {
            throw new RunFileException($"{path}:{e.Start.Line}: {e.InnerException?.Message ?? e.Message}");
        }

        return [.. stream.Documents.Select(document => document.RootNode).OfType<YamlMappingNode>().Select(root => (YamlMappingNode)Copy(root))];
    }

    /// <summary>Writes documents into a file whose folder there is already.</summary>
    public static void Write(string path, string comment, IEnumerable<YamlNode> documents)
    {
        using var text = new StringWriter { NewLine = "\n" };
        new YamlStream(documents.Select(document => new YamlDocument(document))).Save(text, assignAnchors: false);
        // The mark of a document's end says nothing at the end of a file.
        var body = text.ToString();
        File.WriteAllText(path, comment + (body.EndsWith("...\n", StringComparison.Ordinal) ? body[..^4] : body));
    }

    /// <summary>A copy that shares no node with what it was made from.</summary>
    public static YamlNode Copy(YamlNode node) => node switch
    {
        YamlMappingNode map => new YamlMappingNode(Members(map).Select(member => KeyValuePair.Create(Copy(member.Key), Copy(member.Value)))) { Style = map.Style },
        YamlSequenceNode list => new YamlSequenceNode(list.Select(Copy)) { Style = list.Style },
        YamlScalarNode scalar => new YamlScalarNode(scalar.Value) { Style = scalar.Style, Tag = scalar.Tag },
        _ => throw new InvalidOperationException($"{node.NodeType} is no node of a loaded document"),
    };

    // What `<<` lends comes after the map's own members, which win.
    private static IEnumerable<KeyValuePair<YamlNode, YamlNode>> Members(YamlMappingNode map)
    {
        var own = map.Children.ToLookup(member => member.Key is YamlScalarNode { Value: "<<", Style: ScalarStyle.Plain });
        var lent = own[true].SelectMany(member => member.Value is YamlSequenceNode several ? several : (IEnumerable<YamlNode>)[member.Value]);
        return own[false].Concat(lent.OfType<YamlMappingNode>().SelectMany(Members)).DistinctBy(member => member.Key);
    }
}
