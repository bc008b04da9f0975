using System.Diagnostics.CodeAnalysis;
using DemoApp.DevSidecar.Resources;

namespace DemoApp.DevSidecar.State;

/// <summary>A state store of this app: the items, and the prefix of their keys.</summary>
internal sealed class StateStore(string name, string keyPrefix, InMemoryStateStore items)
{
    public string Name { get; } = name;

    public InMemoryStateStore Items { get; } = items;

    /// <summary>Puts the prefix before a key, so that apps that share a store do not meet.</summary>
    /// <exception cref="IllegalKeyException">The key contains the separator itself.</exception>
    public string Prefixed(string key) => key.Contains("||", StringComparison.Ordinal) ? throw new IllegalKeyException(Name, key)
        : keyPrefix.Length == 0 ? key
        : $"{keyPrefix}||{key}";
}

/// <summary>A key that could be taken for one with a prefix.</summary>
internal sealed class IllegalKeyException(string store, string key) : Exception($"input key/keyPrefix '{key}' can't contain '||'")
{
    public string Store { get; } = store;

    public string Key { get; } = key;
}

/// <summary>The state stores that this app may use.</summary>
internal sealed class StateStores(IEnumerable<Component> components, SidecarOptions options, TimeProvider time)
{
    private readonly Dictionary<string, StateStore> _stores = components.ToDictionary(
        component => component.Name,
        component => new StateStore(component.Name, KeyPrefix(component, options), new InMemoryStateStore(time)),
        StringComparer.Ordinal);

    public bool IsEmpty => _stores.Count == 0;

    public bool TryGet(string name, [NotNullWhen(true)] out StateStore? store) => _stores.TryGetValue(name, out store);

    private static string KeyPrefix(Component component, SidecarOptions options) => component.Metadata.GetValueOrDefault("keyPrefix") switch
    {
        null or "" or "appid" => options.AppId,
        "name" => component.Name,
        "namespace" => $"{options.Namespace}.{options.AppId}",
        "none" => "",
        var literal when literal.Contains("||", StringComparison.Ordinal) =>
            throw new StartException($"{component.Location}: input key/keyPrefix '{literal}' can't contain '||'"),
        var literal => literal,
    };
}
