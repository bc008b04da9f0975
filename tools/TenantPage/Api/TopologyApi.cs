using DemoApp.TenantPage.Hosting;
using DemoApp.TenantPage.Topology;

namespace DemoApp.TenantPage.Api;

/// <summary>GET /api/topology: the apps that are known by tenant, and the addresses for telemetry.</summary>
internal sealed class TopologyApi(LocalTopology topology, Endpoints endpoints)
{
    public TopologyDto Get() => new(
        topology.RunFile,
        new EndpointsDto(Address(endpoints.Grpc)!, Address(endpoints.Http)!),
        [
            .. topology.Apps.Where(app => app.Tenant is not null).GroupBy(app => app.Tenant!).Select(tenant => new TenantAppsDto(
                tenant.Key,
                [.. tenant.Select(app => new AppDto(app.AppId, app.Service, Address(app.Url), Address(app.SidecarUrl), app.Sends))])),
        ]);

    private static string? Address(Uri? uri) => uri?.GetLeftPart(UriPartial.Authority);
}

internal sealed record TopologyDto(string? RunFile, EndpointsDto Endpoints, List<TenantAppsDto> Tenants);

internal sealed record EndpointsDto(string Grpc, string Http);

internal sealed record TenantAppsDto(string Name, List<AppDto> Services);

internal sealed record AppDto(string AppId, string Service, string? Url, string? SidecarUrl, bool Sends);
