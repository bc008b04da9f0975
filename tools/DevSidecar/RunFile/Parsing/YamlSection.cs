using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DemoApp.DevSidecar.RunFile.Parsing;

/// <summary>One mapping of the run file: reads its keys with their types and reports what it cannot read.</summary>
internal sealed class YamlSection
{
    private readonly Dictionary<string, (YamlNode Key, YamlNode Value)> _entries = new(StringComparer.Ordinal);
    private readonly Diagnostics _diagnostics;

    public YamlSection(YamlMappingNode node, string place, IReadOnlyList<string> known, Diagnostics diagnostics)
    {
        _diagnostics = diagnostics;
        Line = LineOf(node);
        Add(node);
        foreach (var (name, (key, _)) in _entries)
        {
            if (RunFileKeys.Ignored.TryGetValue(name, out var reason) && known.Contains(name))
                diagnostics.Warning(LineOf(key), $"{name} {reason}; it is ignored");
            else if (!known.Contains(name))
                diagnostics.Error(LineOf(key), UnknownKey(name, place, known));
        }
    }

    public int Line { get; }

    public YamlNode? Node(string key) => _entries.TryGetValue(key, out var entry) && !IsNull(entry.Value) ? entry.Value : null;

    public int LineOf(string key) => _entries.TryGetValue(key, out var entry) ? LineOf(entry.Key) : Line;

    public Setting<string>? Text(string key) => Scalar(key, "a text") is { } scalar ? new(scalar.Value ?? "", LineOf(key)) : null;

    public Setting<int>? Number(string key)
    {
        if (Scalar(key, "a whole number") is not { } scalar)
            return null;
        if (int.TryParse(scalar.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return new(number, LineOf(key));
        WrongType(key, "a whole number", $"\"{scalar.Value}\"");
        return null;
    }

    public Setting<bool>? Flag(string key)
    {
        if (Scalar(key, "true or false") is not { } scalar)
            return null;
        switch (scalar.Value?.ToUpperInvariant())
        {
            case "TRUE" or "YES" or "ON" or "Y":
                return new(true, LineOf(key));
            case "FALSE" or "NO" or "OFF" or "N":
                return new(false, LineOf(key));
            default:
                WrongType(key, "true or false", $"\"{scalar.Value}\"");
                return null;
        }
    }

    public Setting<string>? Choice(string key, IReadOnlyList<string> allowed)
    {
        if (Text(key) is not { Value.Length: > 0 } text || allowed.Contains(text.Value))
            return Text(key);
        _diagnostics.Error(LineOf(key), $"{key} must be one of {string.Join(", ", allowed)}, not \"{text.Value}\"");
        return null;
    }

    public IReadOnlyList<Setting<string>> Texts(string key)
    {
        if (Node(key) is not { } node)
            return [];
        if (node is not YamlSequenceNode sequence)
        {
            WrongType(key, "a list", $"{Describe(node)} (write it as {key}: [first, second])");
            return [];
        }

        foreach (var item in sequence.Where(item => item is not YamlScalarNode))
            _diagnostics.Error(LineOf(item), $"each item of {key} must be a text, not {Describe(item)}");
        return [.. sequence.OfType<YamlScalarNode>().Select(item => new Setting<string>(item.Value ?? "", LineOf(item)))];
    }

    public IReadOnlyDictionary<string, string> Pairs(string key)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Node(key) is not { } node)
            return pairs;
        if (node is not YamlMappingNode mapping)
        {
            WrongType(key, "a mapping of names to texts", Describe(node));
            return pairs;
        }

        foreach (var (name, (nameNode, value)) in Flatten(mapping))
        {
            if (value is not YamlScalarNode scalar)
                _diagnostics.Error(LineOf(nameNode), $"{key}.{name} must be a text, not {Describe(value)}");
            else if (name.Length == 0 || name.Contains('='))
                _diagnostics.Error(LineOf(nameNode), $"\"{name}\" is no name for an environment variable: it must not be empty or contain \"=\"");
            else
                pairs[name] = IsNull(scalar) ? "" : scalar.Value ?? "";
        }

        return pairs;
    }

    public static int LineOf(YamlNode node) => (int)Math.Max(1, node.Start.Line);

    public static string Describe(YamlNode node) => node switch
    {
        YamlSequenceNode => "a list",
        YamlMappingNode => "a mapping",
        YamlScalarNode { Value: var value } => $"\"{value}\"",
        _ => "that",
    };

    private static string UnknownKey(string name, string place, IReadOnlyList<string> known)
    {
        var nearest = NearestKey.Find(name, known);
        var meant = nearest is null ? "" : $", did you mean {nearest}?";
        var elsewhere = place == "common" && RunFileKeys.AppOnly.Contains(name) ? $"{name} can only be set per app, not in common"
            : $"unknown key {name} in {place}{meant}";
        return $"{elsewhere} Known keys: {string.Join(", ", known)}";
    }

    private YamlScalarNode? Scalar(string key, string wanted)
    {
        var node = Node(key);
        if (node is not null and not YamlScalarNode)
            WrongType(key, wanted, Describe(node));
        return node as YamlScalarNode;
    }

    private void WrongType(string key, string wanted, string found) => _diagnostics.Error(LineOf(key), $"{key} must be {wanted}, not {found}");

    private void Add(YamlMappingNode node)
    {
        foreach (var (name, entry) in Flatten(node))
            _entries[name] = entry;
    }

    // YAML's merge key "<<" lends the keys of other mappings; the mapping's own keys win.
    private static Dictionary<string, (YamlNode Key, YamlNode Value)> Flatten(YamlMappingNode node)
    {
        var own = node.Children.ToLookup(pair => pair.Key is YamlScalarNode { Value: "<<", Style: ScalarStyle.Plain });
        var lent = own[true].SelectMany(pair => pair.Value is YamlSequenceNode several ? several : (IEnumerable<YamlNode>)[pair.Value]);
        var entries = new Dictionary<string, (YamlNode, YamlNode)>(StringComparer.Ordinal);
        foreach (var (name, entry) in lent.OfType<YamlMappingNode>().Reverse().SelectMany(Flatten))
            entries[name] = entry;
        foreach (var (key, value) in own[false])
            entries[(key as YamlScalarNode)?.Value ?? key.ToString()] = (key, value);
        return entries;
    }

    private static bool IsNull(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "~" or "null" or "Null" or "NULL" };
}
