using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace DemoApp.DevSidecar.RunFile.Parsing;

/// <summary>One mapping of the run file: reads its keys with their types and reports what it cannot read.</summary>
internal sealed class YamlSection
{
    private readonly Dictionary<string, (YamlNode Key, YamlNode Value)> _entries;
    private readonly RunFileFindings _diagnostics;

    public YamlSection(YamlMappingNode node, string place, IReadOnlyList<string> known, RunFileFindings diagnostics)
    {
        _diagnostics = diagnostics;
        Line = node.Line();
        _entries = YamlEntries.Of(node);
        foreach (var (name, (key, _)) in _entries)
        {
            if (!known.Contains(name))
                diagnostics.Error(key.Line(), UnknownKey(name, place, known));
            else if (RunFileKeys.Ignored.TryGetValue(name, out var reason))
                diagnostics.Warning(key.Line(), $"{name} {reason}; it is ignored");
        }

        HasUnknownKeys = _entries.Keys.Any(name => !known.Contains(name));
    }

    public int Line { get; }

    /// <summary>Whether a key was reported as unknown, which may well be the one that is missing.</summary>
    public bool HasUnknownKeys { get; }

    public YamlNode? Node(string key) => _entries.TryGetValue(key, out var entry) && !entry.Value.IsNull() ? entry.Value : null;

    public int LineOf(string key) => _entries.TryGetValue(key, out var entry) ? entry.Key.Line() : Line;

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
            WrongType(key, "a list", $"{node.Describe()} (write it as {key}: [first, second])");
            return [];
        }

        foreach (var item in sequence.Where(item => item is not YamlScalarNode))
            _diagnostics.Error(item.Line(), $"each item of {key} must be a text, not {item.Describe()}");
        return [.. sequence.OfType<YamlScalarNode>().Select(item => new Setting<string>(item.Value ?? "", item.Line()))];
    }

    public IReadOnlyDictionary<string, string> Pairs(string key)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Node(key) is not { } node)
            return pairs;
        if (node is not YamlMappingNode mapping)
        {
            WrongType(key, "a mapping of names to texts", node.Describe());
            return pairs;
        }

        foreach (var (name, (nameNode, value)) in YamlEntries.Of(mapping))
        {
            if (value is not YamlScalarNode scalar)
                _diagnostics.Error(nameNode.Line(), $"{key}.{name} must be a text, not {value.Describe()}");
            else if (name.Length == 0 || name.Contains('='))
                _diagnostics.Error(nameNode.Line(), $"\"{name}\" is no name for an environment variable: it must not be empty or contain \"=\"");
            else
                pairs[name] = scalar.IsNull() ? "" : scalar.Value ?? "";
        }

        return pairs;
    }

    private static string UnknownKey(string name, string place, IReadOnlyList<string> known)
    {
        var nearest = NearestKey.Find(name, known);
        var meant = nearest is null ? null : $", did you mean {nearest}?";
        var elsewhere = place == "common" && RunFileKeys.AppOnly.Contains(name) ? $"{name} can only be set per app, not in common"
            : $"unknown key {name} in {place}{meant ?? "."}";
        return $"{elsewhere} Known keys: {string.Join(", ", known)}";
    }

    private YamlScalarNode? Scalar(string key, string wanted)
    {
        var node = Node(key);
        if (node is not null and not YamlScalarNode)
            WrongType(key, wanted, node.Describe());
        return node as YamlScalarNode;
    }

    private void WrongType(string key, string wanted, string found) => _diagnostics.Error(LineOf(key), $"{key} must be {wanted}, not {found}");
}
