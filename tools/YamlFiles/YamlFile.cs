using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DemoApp.YamlFiles;

/// <summary>
/// Reads and writes YAML as plain nodes, within limits: aliases and merge keys are expanded, so that each node can be changed alone.
/// </summary>
public static class YamlFile
{
    /// <summary>Size limit of a file in bytes; the largest here, a rendered list of 1,000 tenants, has a third of it.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Levels of nesting; YamlDotNet reads by recursion, so a deeper file would overflow the stack.</summary>
    public const int MaxDepth = 100;

    /// <summary>Nodes after the expansion of aliases, which can multiply.</summary>
    public const int MaxNodes = 100_000;

    /// <summary>Reads the documents of a file, each of them a map; empty documents are left out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="change">Changes the text before it is parsed, for instance to expand variables.</param>
    /// <exception cref="YamlFileException">The file cannot be read, is not YAML, or exceeds a limit.</exception>
    public static IReadOnlyList<YamlMappingNode> Read(string path, Func<string, string>? change = null)
    {
        var text = YamlFileText.Read(path);
        text = change is null ? text : change(text);
        var stream = new YamlStream();
        var scanner = new Scanner(new StringReader(text));
        try
        {
            new YamlLimits(path).Check(new Parser(scanner));
            scanner = new Scanner(new StringReader(text));
            stream.Load(new Parser(scanner));
        }
        catch (YamlException e)
        {
            throw new YamlFileException($"{path}:{e.Start.Line}: {e.InnerException?.Message ?? e.Message}");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet's scanner reports some faults this way, without a position of their own.
            throw new YamlFileException($"{path}:{scanner.CurrentPosition.Line}: malformed YAML: {e.Message}");
        }

        var expansion = new YamlExpansion();
        return
        [
            .. stream.Documents.Select(document => document.RootNode)
                .Where(root => root is not YamlScalarNode { Value: null or "", Style: ScalarStyle.Plain })
                .Select(root => expansion.Expand(root) as YamlMappingNode
                    ?? throw new YamlFileException($"{path}:{root.Start.Line}: a document must be a map, not a {root.NodeType}.")),
        ];
    }

    /// <summary>Reads a file that has one document.</summary>
    /// <exception cref="YamlFileException">The file cannot be read, is not YAML, exceeds a limit, or has not one document.</exception>
    public static YamlMappingNode ReadOne(string path) => Read(path) is [var root]
        ? root
        : throw new YamlFileException($"{path} must be one YAML document, a map.");

    /// <summary>Writes documents into a file; its folder must exist.</summary>
    public static void Write(string path, string comment, IEnumerable<YamlNode> documents)
    {
        using var text = new StringWriter { NewLine = "\n" };
        new YamlStream(documents.Select(document => new YamlDocument(document))).Save(text, assignAnchors: false);
        // The mark of a document's end has no meaning at the end of a file.
        var body = text.ToString();
        File.WriteAllText(path, comment + (body.EndsWith("...\n", StringComparison.Ordinal) ? body[..^4] : body));
    }
}
