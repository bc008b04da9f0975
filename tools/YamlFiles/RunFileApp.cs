using YamlDotNet.RepresentationModel;

namespace DemoApp.YamlFiles;

/// <summary>An app of a run file with what it has from <c>common</c>; a port is null if the file leaves it to the CLI.</summary>
/// <param name="AppId">Its app-id, else the name of its folder.</param>
/// <param name="Port">Where it listens.</param>
/// <param name="SidecarHttpPort">Its sidecar's HTTP API.</param>
/// <param name="SidecarGrpcPort">Its sidecar's gRPC API.</param>
/// <param name="SidecarInternalPort">Where other sidecars reach its sidecar.</param>
/// <param name="Variables">Its environment.</param>
/// <param name="Settings">All other keys, as they are written.</param>
public sealed record RunFileApp(
    string AppId, int? Port, int? SidecarHttpPort, int? SidecarGrpcPort, int? SidecarInternalPort,
    IReadOnlyDictionary<string, string> Variables, YamlMappingNode Settings)
{
    /// <summary>The tenant it works for, or null if it does not say.</summary>
    public string? Tenant => Variables.GetValueOrDefault("TENANT_ID") is { Length: > 0 } tenant ? tenant : null;

    /// <summary>Its <c>service.name</c>.</summary>
    public string Service => Variables.GetValueOrDefault("OTEL_SERVICE_NAME") is { Length: > 0 } name ? name : AppId;
}
