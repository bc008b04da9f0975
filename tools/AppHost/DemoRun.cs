using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace DemoApp.AppHost;

/// <summary>The resources of the run: services, sidecars, tenant page, dashboard.</summary>
internal static class DemoRun
{
    public const string PageName = "tenant-page";
    public const string SidecarSuffix = "-sidecar";

    /// <summary>Whether it is a process of ours: the dashboard and what Aspire adds for itself are not.</summary>
    public static bool IsOurs(IResource resource) =>
        resource is ProjectResource || resource.Name == PageName || resource.Name.EndsWith(SidecarSuffix, StringComparison.Ordinal);

    /// <summary>Builds the model.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(RunSettings settings, IReadOnlyList<LocalApp> apps, SidecarProgram sidecar)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args =
            [
                $"--ASPNETCORE_URLS=http://127.0.0.1:{settings.DashboardPort}",
                $"--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://127.0.0.1:{settings.DashboardOtlpPort}",
                "--ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL=http://127.0.0.1:0",
                "--ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS=true",
                "--ASPIRE_VERSION_CHECK_DISABLED=true",
            ],
            AllowUnsecuredTransport = true,
            TrustDeveloperCertificate = false,
            DisableDashboard = !settings.HasDashboard,
            EnableResourceLogging = true,
        });
        // Dropped and counted if the terminal does not read: nothing waits for it.
        builder.Services.AddLogging(logging => logging.AddConsoleFormatter<RunLines, ConsoleFormatterOptions>()
            .AddConsole(console => (console.FormatterName, console.QueueFullMode) = (RunLines.Name, ConsoleLoggerQueueFullMode.DropWrite)));
        builder.Services.AddSingleton<IHostLifetime, OrderlyStop>();
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<Ready>(services, settings, apps));
        foreach (var app in apps)
        {
            AddService(builder, settings, app);
            AddSidecar(builder, app, sidecar);
        }

        if (settings.HasPage)
        {
            AddPage(builder, settings, apps);
        }

        return builder;
    }

    private static void AddService(IDistributedApplicationBuilder builder, RunSettings settings, LocalApp app)
    {
        static void Options(ProjectResourceOptions options) => (options.ExcludeLaunchProfile, options.ExcludeKestrelEndpoints) = (true, true);

        var project = app.Sends
            ? builder.AddProject<Projects.Sender>(app.Service, Options)
            : builder.AddProject<Projects.Receiver>(app.Service, Options);
        // In place of `dotnet run`, a second process of 70 MB beside each service. An IDE starts the project itself, to debug it.
        project.WithLaunchToolArgs(context =>
        {
            context.Args.Add("exec");
            context.Args.Add($"{RunSettings.Built(app.Sends ? "src/Sender" : "src/Receiver")}.dll");
        }, "project");
        project.WithCertificateTrustScope(CertificateTrustScope.None).WithHttpEndpoint(app.Port, isProxied: false).WithHttpHealthCheck("/ready").WithEnvironment(context =>
        {
            // Aspire's own would name another endpoint and other services, and turn on what the services do not have elsewhere.
            foreach (var name in context.EnvironmentVariables.Keys.Where(name => name.StartsWith("OTEL_", StringComparison.Ordinal)).ToList())
            {
                context.EnvironmentVariables.Remove(name);
            }

            foreach (var (name, value) in Variables(settings, app))
            {
                context.EnvironmentVariables[name] = value;
            }
        });
    }

    private static Dictionary<string, string> Variables(RunSettings settings, LocalApp app)
    {
        var variables = new Dictionary<string, string>
        {
            ["TENANT_ID"] = app.Tenant,
            ["OTEL_SERVICE_NAME"] = app.Service,
            ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=development",
            ["LOG_FORMAT"] = "text",
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{app.Port}",
            // What the Dapr CLI adds.
            ["APP_ID"] = app.AppId,
            ["APP_PORT"] = Text(app.Port),
            ["DAPR_HTTP_PORT"] = Text(app.SidecarHttpPort),
            ["DAPR_GRPC_PORT"] = Text(app.SidecarGrpcPort),
            // So that telemetry is seen soon, and faults can be set from the page.
            ["OTEL_BSP_SCHEDULE_DELAY"] = RunSettings.Text("OTEL_BSP_SCHEDULE_DELAY") ?? "1000",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = RunSettings.Text("OTEL_METRIC_EXPORT_INTERVAL") ?? "5000",
            ["FAULTS_API"] = RunSettings.Text("FAULTS_API") ?? "true",
        };
        if (app.ReceiverAppId is { } receiver)
        {
            variables["RECEIVER_APP_ID"] = receiver;
        }

        var port = RunSettings.Text("OTEL_EXPORTER_OTLP_PROTOCOL") is null or "grpc" ? settings.GrpcPort : settings.HttpPort;
        if (port is not (4317 or 4318))
        {
            variables["OTLP_PORT"] = RunSettings.Text("OTLP_PORT") ?? Text(port);
        }

        return variables;
    }

    private static void AddSidecar(IDistributedApplicationBuilder builder, LocalApp app, SidecarProgram sidecar)
    {
        var executable = builder.AddExecutable(app.AppId + SidecarSuffix, sidecar.FileName, RunSettings.Root, SidecarProgram.Arguments(app))
            .WithHttpEndpoint(app.SidecarHttpPort, isProxied: false).WithHttpHealthCheck("/v1.0/healthz/outbound", 204)
            .WithEnvironment("DAPR_HOST_IP", "127.0.0.1").WithCertificateTrustScope(CertificateTrustScope.None);
        if (!sidecar.IsDaprd)
        {
            // 2 MiB, in hexadecimal, between two collections of young objects: 20 MB less memory (`make bench`). Read from the environment only.
            executable.WithEnvironment("DOTNET_GCgen0size", "200000");
        }
    }

    private static void AddPage(IDistributedApplicationBuilder builder, RunSettings settings, IReadOnlyList<LocalApp> apps)
    {
        var page = builder.AddExecutable(PageName, RunSettings.Built("tools/TenantPage"), RunSettings.Root)
            .WithArgs("--grpc-port", Text(settings.GrpcPort), "--http-port", Text(settings.HttpPort), "--page-port", Text(settings.PagePort))
            .WithHttpEndpoint(settings.PagePort, isProxied: false).WithHttpHealthCheck("/api/topology").WithCertificateTrustScope(CertificateTrustScope.None);
        if (settings.IsView)
        {
            page.WithArgs(File.Exists(settings.RunFile) ? ["--run-file", Path.GetFullPath(settings.RunFile)] : []);
        }
        else
        {
            page.WithArgs("--tenants", string.Join(',', apps.Select(app => app.Tenant).Distinct()));
            page.WithArgs([.. apps.SelectMany(app =>
                (string[])["--app", $"{app.Tenant}/{app.AppId}/{app.Service}:{app.Port}:{app.SidecarHttpPort}"])]);
        }

        if (settings.Forward is not null || settings.HasDashboard)
        {
            page.WithArgs("--forward", settings.Forward ?? $"http://localhost:{settings.DashboardOtlpPort}");
        }

        if (settings.HasDashboard)
        {
            page.WithArgs("--dashboard-url", $"http://localhost:{settings.DashboardPort}");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
