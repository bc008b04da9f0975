using System.Text.Json;
using System.Text.Json.Serialization;
using DemoApp.DevSidecar.Resources;

namespace DemoApp.DevSidecar.HttpApi;

/// <summary>What the sidecar is and has.</summary>
internal sealed class MetadataEndpoint(SidecarOptions options, LoadedResources resources)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    // The features that daprd 1.18.3 turns on by itself.
    private static readonly string[] EnabledFeatures = ["HotReload", "WorkflowsRemoteActivityReminder"];

    // The capabilities of daprd's in-memory store, as it lists them.
    private static readonly string[] Capabilities = ["ETAG", "TRANSACTIONAL", "TTL", "DELETE_WITH_PREFIX", "KEYS_LIKE", "ACTOR"];

    public Task GetAsync(HttpContext context)
    {
        var components = resources.Components.Select(component => new { component.Name, component.Type, component.Version, Capabilities });
        var health = options.HealthCheck is not { } check ? null : new
        {
            HealthCheckPath = check.Path,
            HealthProbeInterval = $"{check.Interval.TotalSeconds}s",
            HealthProbeTimeout = $"{check.Timeout.TotalMilliseconds}ms",
            HealthThreshold = check.Threshold,
        };
        var metadata = new
        {
            Id = options.AppId,
            RuntimeVersion = SidecarOptions.DaprVersion,
            EnabledFeatures,
            Components = resources.Components.Count > 0 ? components : null,
            Extended = new { DaprRuntimeVersion = SidecarOptions.DaprVersion },
            AppConnectionProperties = new
            {
                Port = options.AppPort, Protocol = "http", ChannelAddress = options.AppChannelAddress, Health = health,
            },
            ActorRuntime = new { RuntimeStatus = "DISABLED", HostReady = false, Placement = "placement: disconnected" },
        };
        byte[] body = [.. JsonSerializer.SerializeToUtf8Bytes(metadata, Json), (byte)'\n'];
        return ApiError.WriteAsync(context, StatusCodes.Status200OK, body, "application/json");
    }
}
