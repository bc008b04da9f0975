using System.Collections.Concurrent;
using DemoApp.DevSidecar.Resources;

namespace DemoApp.DevSidecar;

/// <summary>What the sidecar tells about itself, and what others have asked it to tell besides.</summary>
internal sealed class RuntimeMetadata(IReadOnlyList<Component> components)
{
    /// <summary>The features that daprd 1.18.3 turns on by itself.</summary>
    public static readonly string[] EnabledFeatures = ["HotReload", "WorkflowsRemoteActivityReminder"];

    /// <summary>What the in-memory store can do, as daprd lists it.</summary>
    public static readonly string[] StateCapabilities = ["ETAG", "TRANSACTIONAL", "TTL", "DELETE_WITH_PREFIX", "KEYS_LIKE", "ACTOR"];

    private readonly ConcurrentDictionary<string, string> _extended = new(StringComparer.Ordinal);

    public IReadOnlyList<Component> Components { get; } = components;

    /// <summary>The extra values in the order in which Go prints a map: by name.</summary>
    public IEnumerable<KeyValuePair<string, string>> Extended =>
        _extended.Append(new("daprRuntimeVersion", SidecarOptions.DaprVersion)).OrderBy(pair => pair.Key, StringComparer.Ordinal);

    public void Set(string key, string value) => _extended[key] = value;
}
