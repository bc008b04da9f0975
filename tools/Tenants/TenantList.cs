using System.Text.RegularExpressions;
using DemoApp.YamlFiles;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DemoApp.Tenants;

/// <summary>What tenants.yaml says; exporters are checked by the collector's chart, which reads the same file.</summary>
public sealed partial class TenantList
{
    // Helm allows 53 characters for the name of a release, which is demo-app-<tenant>.
    private const int MaxNameLength = 53 - 9;

    private static readonly string[] EntryKeys = ["name", "namespace", "exporter", "values"];

    private readonly string _path;
    private readonly AgentAddress _agent;

    private TenantList(string path, AgentAddress agent, IReadOnlyList<Tenant> tenants)
    {
        _path = path;
        _agent = agent;
        Tenants = tenants;
    }

    /// <summary>All of them, in the order of the file.</summary>
    public IReadOnlyList<Tenant> Tenants { get; }

    /// <summary>Reads and checks the list.</summary>
    /// <param name="path">The file.</param>
    /// <param name="agent">Where the collectors are, whose namespace no tenant can have.</param>
    /// <exception cref="TenantListException">An entry is wrong.</exception>
    /// <exception cref="YamlFileException">The file cannot be read, or is not YAML.</exception>
    public static TenantList Read(string path, AgentAddress? agent = null)
    {
        agent ??= AgentAddress.Default;
        if (YamlFile.Read(path) is not [var list] || list.Member("tenants") is not YamlSequenceNode entries)
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

            if (WhyNot(tenant.Namespace, agent) is { } reason)
            {
                throw Wrong(path, entry.Member("namespace")!, $"`namespace: {tenant.Namespace}` {reason}; give {tenant.Name} another one");
            }

            tenants.Add(tenant);
        }

        return new TenantList(path, agent, tenants);
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

    /// <summary>Checks a namespace that the list does not have for the tenant, and writes a note about its telemetry.</summary>
    /// <exception cref="TenantListException">The tenant cannot be there.</exception>
    public string Move(Tenant tenant, string @namespace, TextWriter notes)
    {
        var reason = !DnsLabel.IsMatch(@namespace) ? $"must be {DnsLabel.Rule}"
            : Tenants.FirstOrDefault(other => other != tenant && other.Namespace == @namespace) is { } owner ? $"belongs to {owner.Name}"
            : WhyNot(@namespace, _agent);
        if (reason is not null)
        {
            throw new TenantListException($"NAMESPACE={@namespace} for {tenant.Name}: the namespace {reason}.");
        }

        if (@namespace != tenant.Namespace)
        {
            notes.WriteLine(
                $"Note: {_path} has {tenant.Name} in {tenant.Namespace}; the collectors call telemetry from {@namespace} unknown.");
        }

        return @namespace;
    }

    private static string? WhyNot(string @namespace, AgentAddress agent) =>
        @namespace == agent.Namespace ? "is the collectors' own"
        : ReservedNamespaces.OwnerOf(@namespace) is { } owner ? $"is reserved for {owner}"
        : null;

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
        if (name == "gateway")
        {
            throw Wrong(path, entry, "`name: gateway` is taken: the metrics of the agents' own exporter have it");
        }

        if (name == "unknown")
        {
            throw Wrong(path, entry, "`name: unknown` is taken: it is what telemetry of no listed tenant is called");
        }

        if (name.Length > MaxNameLength)
        {
            throw Wrong(
                path, entry.Member("name")!,
                $"`name` has {name.Length} characters, but at most {MaxNameLength} are allowed: "
                + "its Helm release is demo-app-<name>, which must not be longer than 53");
        }

        var overrides = entry.Member("values") switch
        {
            null => [],
            YamlMappingNode values => values,
            var other => throw Wrong(path, other, "`values` are overrides of charts/demo-app, a map"),
        };
        return new Tenant(name, Label(path, entry, "namespace"), entry.Member("exporter").Member("endpoint")?.ToString(), overrides);
    }

    private static string Label(string path, YamlMappingNode entry, string key)
    {
        if (entry.Member(key) is not YamlScalarNode { Value: { } value } scalar || !DnsLabel.IsMatch(value))
        {
            throw Wrong(path, entry.Member(key) ?? entry, $"`{key}` must be {DnsLabel.Rule}");
        }

        var isText = scalar.Tag.IsEmpty
            ? scalar.Style != ScalarStyle.Plain || !NotText().IsMatch(value)
            : scalar.Tag == "tag:yaml.org,2002:str";
        return isText ? value : throw Wrong(path, scalar, $"`{key}: {value}` is not text in YAML; put it in quotes: `{key}: \"{value}\"`");
    }

    private static TenantListException Wrong(string path, YamlNode where, string what) => new($"{path}:{where.Start.Line}: {what}.");

    // DNS labels that Helm reads as a boolean (YAML 1.1 as well as 1.2), null or a number.
    [GeneratedRegex(@"\A(true|false|yes|no|on|off|y|n|null|[0-9]+(e-?[0-9]+)?|0[xob][0-9a-f]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex NotText();
}
