using System.Diagnostics.CodeAnalysis;
using DemoApp.DevSidecar.Resources;

namespace DemoApp.DevSidecar.State;

/// <summary>A state store of this app: the store and the prefix that its keys get.</summary>
internal sealed class StateStore(string name, string keyPrefix, InMemoryStateStore items)
{
    public string Name { get; } = name;

    public InMemoryStateStore Items { get; } = items;

    /// <summary>Puts the prefix before a key, so that apps that share a store do not meet.</summary>
    /// <exception cref="IllegalKeyException">The key holds the separator itself.</exception>
    public string Prefixed(string key)
    {
        if (key.Contains("||", StringComparison.Ordinal)) throw new IllegalKeyException(Name, key);
        return keyPrefix.Length == 0 ? key : $"{keyPrefix}||{key}";
    }
}

/// <summary>A key that could be taken for one with a prefix.</summary>
internal sealed class IllegalKeyException(string store, string key) : Exception($"input key/keyPrefix '{key}' can't contain '||'")
{
    public string Store { get; } = store;

    public string Key { get; } = key;
}

/// <summary>The state stores that this app may use.</summary>
internal sealed class StateStores
{
    private readonly Dictionary<string, StateStore> _stores = new(StringComparer.Ordinal);

    public StateStores(IEnumerable<Component> components, SidecarOptions options, TimeProvider time)
    {
        foreach (var component in components)
        {
            var prefix = component.Metadata.GetValueOrDefault("keyPrefix") switch
            {
                null or "" or "appid" => options.AppId,
                "name" => component.Name,
                "namespace" => $"{options.Namespace}.{options.AppId}",
                "none" => "",
                var literal when literal.Contains("||", StringComparison.Ordinal) =>
                    throw new StartException($"{component.Location}: input key/keyPrefix '{literal}' can't contain '||'"),
                var literal => literal,
            };
            _stores.Add(component.Name, new StateStore(component.Name, prefix, new InMemoryStateStore(time)));
        }
    }

    public bool IsEmpty => _stores.Count == 0;

    public bool TryGet(string name, [NotNullWhen(true)] out StateStore? store) => _stores.TryGetValue(name, out store);
}
