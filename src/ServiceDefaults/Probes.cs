using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace DemoApp.ServiceDefaults;

/// <summary>The paths that platforms and sidecars ask by themselves; they make no spans, no request metrics and no request log.</summary>
internal static class Probes
{
    public const string Health = "/health";
    public const string Alive = "/alive";
    public const string Ready = "/ready";

    /// <summary>What a sidecar asks its app once at start: settings of actors, and topics to subscribe to. There are none here.</summary>
    public static readonly string[] OfSidecar = ["/dapr/config", "/dapr/subscribe"];

    private static readonly FrozenSet<string> Paths = new[] { Health, Alive, Ready }.Concat(OfSidecar).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool Contains(PathString path) => path.Value is { } value && Paths.Contains(value);
}
