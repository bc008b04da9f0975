using DemoApp.Tenants;

namespace DemoApp.AppHost;

/// <summary>A service of the run and its sidecar. Without <c>TENANTS</c> they are those of dapr.yaml; a test compares the two.</summary>
internal sealed record LocalApp(
    string Folder, string Tenant, string AppId, string Service, int Port,
    int SidecarHttpPort, int SidecarGrpcPort, int SidecarInternalPort, int SidecarMetricsPort, bool Sends, string ReceiverAppId)
{
    private static readonly string[] AppIds = ["sender", "receiver"];

    /// <summary>Each with what uses it and the variable that moves it.</summary>
    public IEnumerable<(int Port, string User, string Variable)> Ports =>
        from port in (int[])[Port, SidecarHttpPort, SidecarGrpcPort, SidecarInternalPort, SidecarMetricsPort]
        select (port, port == Port ? AppId : $"the sidecar of {AppId}", "PORT_OFFSET (or PORT_STEP)");

    /// <summary>The folder of its sidecar's components.</summary>
    public string Resources => Path.Combine(Folder, Tenant, "components");

    /// <summary>The file of its sidecar's Configuration.</summary>
    public string Configuration => Path.Combine(Folder, Tenant, "configuration.yaml");

    /// <summary>All services of the run, a tenant's Sender before its Receiver.</summary>
    /// <exception cref="TenantListException">A tenant is not in the list.</exception>
    public static IReadOnlyList<LocalApp> Plan(RunSettings settings) => settings.IsView ? []
        : settings.Tenants.Count == 0
        ? Of(settings, "tenant1", "", place: 0)
        // Its place in the list gives a tenant the same ports whoever runs beside it.
        : [.. TenantList.Read(settings.TenantsFile).Places(settings.Tenants).SelectMany(run =>
            Of(settings, run.Tenant.Name, $"-{run.Tenant.Name}", run.Place))];

    /// <summary>Writes each tenant's resources and Configuration, which name its apps and where telemetry goes.</summary>
    public static void WriteResources(RunSettings settings, IReadOnlyList<LocalApp> apps)
    {
        foreach (var app in apps.DistinctBy(app => app.Tenant))
        {
            if (Directory.Exists(app.Resources))
            {
                Directory.Delete(app.Resources, recursive: true);
            }

            var tenant = settings.Tenants.Count == 0 ? null : app.Tenant;
            var names = Path.Combine(settings.Folder, "names.db");
            var resources = new TenantResources(AppIds, tenant, $"localhost:{settings.GrpcPort}", names);
            resources.CopyFolder(Path.Combine(RunSettings.Root, "components"), app.Resources);
            resources.CopyFile(Path.Combine(RunSettings.Root, "components/configuration/local.yaml"), app.Configuration);
        }
    }

    /// <summary>Its environment: what dapr.yaml says, what the Dapr CLI adds, and what makes telemetry and faults quick to try.</summary>
    public Dictionary<string, string> Variables(RunSettings settings) => new()
    {
        ["TENANT_ID"] = Tenant,
        ["OTEL_SERVICE_NAME"] = Service,
        ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=development",
        ["LOG_FORMAT"] = "text",
        ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{Port}",
        ["APP_ID"] = AppId,
        ["APP_PORT"] = $"{Port}",
        ["DAPR_HTTP_PORT"] = $"{SidecarHttpPort}",
        ["DAPR_GRPC_PORT"] = $"{SidecarGrpcPort}",
        ["RECEIVER_APP_ID"] = ReceiverAppId,
        ["OTLP_PORT"] = RunSettings.Text("OTLP_PORT") ?? $"{settings.OtlpPort}",
        ["OTEL_BSP_SCHEDULE_DELAY"] = RunSettings.Text("OTEL_BSP_SCHEDULE_DELAY") ?? "1000",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = RunSettings.Text("OTEL_METRIC_EXPORT_INTERVAL") ?? "5000",
        ["FAULTS_API"] = RunSettings.Text("FAULTS_API") ?? "true",
    };

    private static LocalApp[] Of(RunSettings settings, string tenant, string ending, int place)
    {
        var shift = settings.PortOffset + (place * settings.PortStep);
        LocalApp One(string name, int port, int http, int grpc) => new(
            settings.Folder, tenant, name + ending, $"{name}-service{ending}", port + shift,
            http + shift, grpc + shift, grpc + 1 + shift, grpc + 2 + shift, name == "sender", $"receiver{ending}");
        return [One("sender", 8000, 3500, 50001), One("receiver", 8001, 3510, 50011)];
    }
}
