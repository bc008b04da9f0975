using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DemoApp.DevSidecar.Resources;

/// <summary>A mapping of a YAML file that knows where it stands, so that every complaint names file and line.</summary>
internal sealed class YamlNodeReader(string file, YamlNode node)
{
    public string Location => $"{file}:{node.Start.Line}";

    public int Line => (int)node.Start.Line;

    /// <summary>Reads the documents of a file; what is no YAML at all is an error with its line.</summary>
    public static List<YamlNodeReader> ReadFile(string file, Func<string, string>? expand = null)
    {
        Scanner? scanner = null;
        try
        {
            var text = File.ReadAllText(file);
            scanner = new Scanner(new StringReader(expand is null ? text : expand(text)));
            var stream = new YamlStream();
            stream.Load(new Parser(scanner));
            return [.. stream.Documents.Where(document => document.RootNode is not YamlScalarNode { Value: null or "" })
                .Select(document => new YamlNodeReader(file, document.RootNode))];
        }
        catch (YamlException e)
        {
            throw new StartException($"{file}:{e.Start.Line}: malformed YAML: {e.Message}", e);
        }
        catch (InvalidOperationException e) when (scanner is not null)
        {
            // YamlDotNet's scanner meets some faults with this, without a place; it still knows how far it came.
            throw new StartException($"{file}:{scanner.CurrentPosition.Line}: malformed YAML", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"{file}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Says no to keys that are none of those given: a misspelt key must not pass for a missing one.</summary>
    public YamlNodeReader Only(params ReadOnlySpan<string> known)
    {
        foreach (var key in Mapping().Children.Keys)
        {
            if (key is not YamlScalarNode { Value: { } name } || !known.Contains(name))
                throw new StartException($"{file}:{key.Start.Line}: unknown key \"{key}\"; known here: {string.Join(", ", known.ToArray())}");
        }

        return this;
    }

    public YamlNodeReader? Find(string key) =>
        Mapping().Children.TryGetValue(new YamlScalarNode(key), out var child) && child is not YamlScalarNode { Value: null or "" or "null" or "~", Style: ScalarStyle.Plain }
            ? new YamlNodeReader(file, child)
            : null;

    public YamlNodeReader Get(string key) => Find(key) ?? throw new StartException($"{Location}: \"{key}\" is missing");

    public string? FindText(string key) => Find(key)?.Text();

    public string GetText(string key) => FindText(key) is { Length: > 0 } text ? text : throw new StartException($"{Location}: \"{key}\" is missing");

    public bool? FindBoolean(string key) => Find(key) is not { } found ? null
        : bool.TryParse(found.Text(), out var value) ? value
        : throw new StartException($"{found.Location}: \"{key}\" must be true or false");

    public int? FindInteger(string key) => Find(key) is not { } found ? null
        : int.TryParse(found.Text(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value
        : throw new StartException($"{found.Location}: \"{key}\" must be a whole number");

    public TimeSpan? FindDuration(string key) => Find(key) is not { } found ? null
        : GoDuration.TryParse(found.Text(), out var value) ? value
        : throw new StartException($"{found.Location}: \"{key}\" must be a duration such as 500ms or 2s, not \"{found.Text()}\"");

    public string Text() => node is YamlScalarNode scalar ? scalar.Value ?? "" : throw new StartException($"{Location}: expected a text, found {Kind()}");

    public IEnumerable<YamlNodeReader> Items(string key) => Find(key)?.Sequence() ?? [];

    public IEnumerable<(string Name, YamlNodeReader Value)> Members() =>
        Mapping().Children.Select(pair => (pair.Key is YamlScalarNode { Value: { } name } ? name : "", new YamlNodeReader(file, pair.Value)));

    private IEnumerable<YamlNodeReader> Sequence() => node is YamlSequenceNode sequence
        ? sequence.Children.Select(child => new YamlNodeReader(file, child))
        : throw new StartException($"{Location}: expected a list, found {Kind()}");

    private YamlMappingNode Mapping() =>
        node as YamlMappingNode ?? throw new StartException($"{Location}: expected a mapping, found {Kind()}");

    private string Kind() => node switch { YamlSequenceNode => "a list", YamlMappingNode => "a mapping", _ => "a text" };
}
