using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DemoApp.Tenants;

/// <summary>What tenants.yaml says; what it says of exporters is read by the collector's chart and not here.</summary>
public sealed partial class TenantList
{
    private static readonly string[] EntryKeys = ["name", "namespace", "exporter", "values"];

    private readonly string _path;

    private TenantList(string path, IReadOnlyList<Tenant> tenants)
    {
        _path = path;
        Tenants = tenants;
    }

    /// <summary>All of them, in the order of the file.</summary>
    public IReadOnlyList<Tenant> Tenants { get; }

    /// <summary>Reads and checks the list.</summary>
    /// <exception cref="TenantListException">There is no such file, it is no YAML, or an entry is wrong.</exception>
    public static TenantList Read(string path)
    {
        var stream = new YamlStream();
        try
        {
            using var text = File.OpenText(path);
            stream.Load(text);
        }
        catch (IOException e)
        {
            throw new TenantListException($"{path} cannot be read: {e.Message}");
        }
        catch (YamlException e)
        {
            throw new TenantListException($"{path}:{e.Start.Line}: {e.InnerException?.Message ?? e.Message}");
        }

        if (stream.Documents is not [{ RootNode: YamlMappingNode root }] || Child(root, "tenants") is not YamlSequenceNode entries)
        {
            throw new TenantListException($"{path} has no list `tenants`.");
        }

        var tenants = new List<Tenant>();
        foreach (var entry in entries)
        {
            var tenant = ReadEntry(path, entry);
            if (tenants.Find(other => other.Name == tenant.Name || other.Namespace == tenant.Namespace) is { } other)
            {
                throw Wrong(path, entry, $"{tenant.Name} has the name or the namespace of {other.Name}; a name and a namespace belong to one entry");
            }

            tenants.Add(tenant);
        }

        return new TenantList(path, tenants);
    }

    /// <summary>The tenant of that name.</summary>
    /// <exception cref="TenantListException">There is none; the message has those that there are.</exception>
    public Tenant Find(string name) =>
        Tenants.FirstOrDefault(tenant => tenant.Name == name)
        ?? throw new TenantListException(
            $"{_path} has no tenant \"{name}\". It has: {string.Join(", ", Tenants.Select(tenant => tenant.Name))}. Add an entry there for a new one.");

    /// <summary>The tenants of those names, each once and with its place in the list, from 0.</summary>
    /// <exception cref="TenantListException">A name is not in the list; the message has those that are.</exception>
    public IReadOnlyList<(Tenant Tenant, int Place)> Places(IEnumerable<string> names)
    {
        var all = Tenants.ToList();
        return [.. names.Distinct().Select(Find).Select(tenant => (tenant, all.IndexOf(tenant)))];
    }

    private static Tenant ReadEntry(string path, YamlNode node)
    {
        if (node is not YamlMappingNode entry)
        {
            throw Wrong(path, node, "an entry of `tenants` has name, namespace and exporter");
        }

        foreach (var key in entry.Children.Keys)
        {
            if (!EntryKeys.Contains(key.ToString()))
            {
                throw Wrong(path, key, $"`{key}` is no key of a tenant; those are {string.Join(", ", EntryKeys)}");
            }
        }

        var name = Label(path, entry, "name");
        if (name == "unknown")
        {
            throw Wrong(path, entry, "`name: unknown` is taken: it is what telemetry of no listed tenant is called");
        }

        return Child(entry, "values") switch
        {
            null => new Tenant(name, Label(path, entry, "namespace"), []),
            YamlMappingNode values => new Tenant(name, Label(path, entry, "namespace"), values),
            var other => throw Wrong(path, other, "`values` are overrides of charts/demo-app, a map"),
        };
    }

    private static string Label(string path, YamlMappingNode entry, string key) =>
        Child(entry, key) is YamlScalarNode { Value: { } value } && DnsLabel().IsMatch(value)
            ? value
            : throw Wrong(path, Child(entry, key) ?? entry, $"`{key}` must be a DNS label: 1 to 63 of a-z, 0-9 and -, without - at either end");

    private static YamlNode? Child(YamlMappingNode map, string key) => map.Children.TryGetValue(key, out var child) ? child : null;

    private static TenantListException Wrong(string path, YamlNode where, string what) => new($"{path}:{where.Start.Line}: {what}.");

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", RegexOptions.CultureInvariant)]
    private static partial Regex DnsLabel();
}
