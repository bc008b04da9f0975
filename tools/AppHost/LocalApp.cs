using DemoApp.Tenants;

namespace DemoApp.AppHost;

/// <summary>A service of the run and its sidecar. Without <c>TENANTS</c> they are those of dapr.yaml; a test compares the two.</summary>
internal sealed record LocalApp(
    string Tenant, string AppId, string Service, int Port, int SidecarHttpPort, int SidecarGrpcPort, int SidecarInternalPort, int SidecarMetricsPort,
    string? ReceiverAppId)
{
    private static readonly string[] AppIds = ["sender", "receiver"];

    /// <summary>Whether it is a Sender.</summary>
    public bool Sends => ReceiverAppId is not null;

    /// <summary>The folder of its sidecar's components.</summary>
    public string Resources => Path.Combine(RunSettings.Root, ".dapr/run", Tenant, "components");

    /// <summary>The file of its sidecar's Configuration.</summary>
    public string Configuration => Path.Combine(RunSettings.Root, ".dapr/run", Tenant, "configuration.yaml");

    /// <summary>All services of the run, a tenant's Sender before its Receiver.</summary>
    /// <exception cref="TenantListException">A tenant is not in the list.</exception>
    public static IReadOnlyList<LocalApp> Plan(RunSettings settings) => settings.IsView ? []
        : settings.Tenants.Count == 0
        ? Of("tenant1", "", settings.PortOffset)
        // Its place in the list gives a tenant the same ports whoever runs beside it.
        : [.. TenantList.Read(settings.TenantsFile).Places(settings.Tenants).SelectMany(run =>
            Of(run.Tenant.Name, $"-{run.Tenant.Name}", settings.PortOffset + (run.Place * settings.PortStep)))];

    /// <summary>Writes each tenant's resources and Configuration, which name its apps and the port that receives the run's telemetry.</summary>
    public static void WriteResources(RunSettings settings, IReadOnlyList<LocalApp> apps)
    {
        foreach (var app in apps.DistinctBy(app => app.Tenant))
        {
            if (Directory.Exists(app.Resources))
            {
                Directory.Delete(app.Resources, recursive: true);
            }

            var resources = new TenantResources(AppIds, settings.Tenants.Count == 0 ? null : app.Tenant, $"localhost:{settings.GrpcPort}");
            resources.CopyFolder(Path.Combine(RunSettings.Root, "components"), app.Resources);
            resources.CopyFile(Path.Combine(RunSettings.Root, "components/configuration/local.yaml"), app.Configuration);
        }
    }

    private static LocalApp[] Of(string tenant, string ending, int shift) =>
    [
        new(tenant, $"sender{ending}", $"sender-service{ending}", 8000 + shift, 3500 + shift, 50001 + shift, 50002 + shift, 50003 + shift, $"receiver{ending}"),
        new(tenant, $"receiver{ending}", $"receiver-service{ending}", 8001 + shift, 3510 + shift, 50011 + shift, 50012 + shift, 50013 + shift, null),
    ];
}
