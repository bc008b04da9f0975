using System.Globalization;
using DemoApp.YamlFiles;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DemoApp.DevSidecar.Resources;

/// <summary>A node of a YAML file with typed access; every complaint names file and line.</summary>
internal sealed class YamlNodeReader(string file, YamlNode node)
{
    public string Location => $"{file}:{node.Start.Line}";

    /// <summary>Reads the documents of a file.</summary>
    /// <exception cref="StartException">The file cannot be read or is not YAML.</exception>
    public static List<YamlNodeReader> ReadFile(string file, Func<string, string>? expand = null)
    {
        try
        {
            return [.. YamlFile.Read(file, expand).Select(document => new YamlNodeReader(file, document))];
        }
        catch (YamlFileException e)
        {
            throw new StartException(e.Message, e);
        }
    }

    /// <summary>Rejects unknown keys, so that a typo is not taken for a missing key.</summary>
    public YamlNodeReader Only(params ReadOnlySpan<string> known)
    {
        foreach (var key in Mapping().Children.Keys)
        {
            if (key is not YamlScalarNode { Value: { } name } || !known.Contains(name))
            {
                var keys = string.Join(", ", known.ToArray());
                throw new StartException($"{file}:{key.Start.Line}: unknown key \"{key}\"; known here: {keys}");
            }
        }

        return this;
    }

    /// <summary>The value of a key; null if the key is missing or has no value.</summary>
    public YamlNodeReader? Find(string key) => Mapping().Member(key) switch
    {
        null or YamlScalarNode { Value: null or "" or "null" or "~", Style: ScalarStyle.Plain } => null,
        var value => new YamlNodeReader(file, value),
    };

    public YamlNodeReader Get(string key) => Find(key) ?? throw new StartException($"{Location}: \"{key}\" is missing");

    public string? FindText(string key) => Find(key)?.Text();

    public string GetText(string key) =>
        FindText(key) is { Length: > 0 } text ? text : throw new StartException($"{Location}: \"{key}\" is missing");

    public bool? FindBoolean(string key) => Parse<bool>(key, bool.TryParse, "true or false");

    public int? FindInteger(string key) => Parse<int>(key, TryParseInteger, "a whole number");

    public TimeSpan? FindDuration(string key) => Parse<TimeSpan>(key, GoDuration.TryParse, "a duration such as 500ms or 2s");

    public string Text() => node is YamlScalarNode scalar ? scalar.Value ?? "" : throw Expected("a text");

    public IEnumerable<YamlNodeReader> Items(string key) => Find(key)?.Sequence() ?? [];

    public IEnumerable<(string Name, YamlNodeReader Value)> Members() => Mapping().Children.Select(
        pair => (pair.Key is YamlScalarNode { Value: { } name } ? name : "", new YamlNodeReader(file, pair.Value)));

    private delegate bool TryParse<T>(string text, out T value);

    private static bool TryParseInteger(string text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    private T? Parse<T>(string key, TryParse<T> tryParse, string kind)
        where T : struct
    {
        if (Find(key) is not { } found)
        {
            return null;
        }

        return tryParse(found.Text(), out var value)
            ? value
            : throw new StartException($"{found.Location}: \"{key}\" must be {kind}, not \"{found.Text()}\"");
    }

    private IEnumerable<YamlNodeReader> Sequence() => node is YamlSequenceNode sequence
        ? sequence.Children.Select(child => new YamlNodeReader(file, child))
        : throw Expected("a list");

    private YamlMappingNode Mapping() => node as YamlMappingNode ?? throw Expected("a mapping");

    private StartException Expected(string kind)
    {
        var found = node switch { YamlSequenceNode => "a list", YamlMappingNode => "a mapping", _ => "a text" };
        return new StartException($"{Location}: expected {kind}, found {found}");
    }
}
