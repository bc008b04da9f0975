using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace DemoApp.ServiceDefaults;

/// <summary>The paths that platforms ask again and again; they make no spans, no request metrics and no request log.</summary>
internal static class Probes
{
    public const string Health = "/health";
    public const string Alive = "/alive";
    public const string Ready = "/ready";

    private static readonly FrozenSet<string> Paths = new[] { Health, Alive, Ready }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static bool Contains(PathString path) => path.Value is { } value && Paths.Contains(value);
}
