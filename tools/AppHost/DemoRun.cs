namespace DemoApp.AppHost;

/// <summary>The resources of the run: services, sidecars, tenant page, dashboard.</summary>
internal static class DemoRun
{
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
                "--ASPIRE_DASHBOARD_TELEMETRY_OPTOUT=true",
                // It would keep the telemetry of each run below the user's home.
                "--Aspire:Dashboard:PersistenceMode=None",
                // It would ask to install a development certificate, which nothing here uses.
                "--ASPIRE_INTERACTIVITY_ENABLED=false",
            ],
            AllowUnsecuredTransport = true,
            DashboardApplicationName = "demo-app",
            TrustDeveloperCertificate = false,
            DisableDashboard = !settings.HasDashboard,
            EnableResourceLogging = true,
        });
        // Dropped and counted if the terminal does not read: nothing waits for it.
        builder.Services.AddLogging(logging => logging.AddConsoleFormatter<RunLines, ConsoleFormatterOptions>()
            .AddConsole(console => (console.FormatterName, console.QueueFullMode) = (RunLines.Name, ConsoleLoggerQueueFullMode.DropWrite)));
        builder.Services.AddSingleton<OrderlyStop>().AddSingleton<IHostLifetime>(services => services.GetRequiredService<OrderlyStop>());
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<RunReport>(services, settings, apps));
        foreach (var app in apps)
        {
            AddService(builder, settings, app);
            AddSidecar(builder, app, sidecar);
        }

        if (settings.HasPage)
        {
            builder.AddExecutable("tenant-page", RunSettings.Built("tools/TenantPage"), RunSettings.Root, PageArguments(settings, apps))
                .WithPort(settings.PagePort, "/api/topology", 200, new StopOrder(3));
        }

        return builder;
    }

    private static void AddService(IDistributedApplicationBuilder builder, RunSettings settings, LocalApp app)
    {
        static void Options(ProjectResourceOptions options) =>
            (options.ExcludeLaunchProfile, options.ExcludeKestrelEndpoints) = (true, true);

        var project = app.Sends
            ? builder.AddProject<Projects.Sender>(app.Service, Options)
            : builder.AddProject<Projects.Receiver>(app.Service, Options);
        project.WithPort(app.Port, "/ready", 200, new StopOrder(app.Sends ? 0 : 1));
        // In place of `dotnet run`, a second process of 70 MB beside each service. An IDE starts the project itself.
        project.WithLaunchToolArgs(context =>
        {
            context.Args.Add("exec");
            context.Args.Add($"{RunSettings.Built(app.Sends ? "src/Sender" : "src/Receiver")}.dll");
        }, "project");
        project.WithEnvironment(context =>
        {
            // Aspire's own would name another endpoint and other services, and turn on what the services do not have elsewhere.
            var variables = context.EnvironmentVariables;
            foreach (var name in variables.Keys.Where(name => name.StartsWith("OTEL_", StringComparison.Ordinal)).ToList())
            {
                variables.Remove(name);
            }

            foreach (var (name, value) in app.Variables(settings))
            {
                variables[name] = value;
            }
        });
    }

    private static void AddSidecar(IDistributedApplicationBuilder builder, LocalApp app, SidecarProgram sidecar)
    {
        var executable = builder.AddExecutable($"{app.AppId}-sidecar", sidecar.FileName, RunSettings.Root, SidecarProgram.Arguments(app))
            .WithPort(app.SidecarHttpPort, "/v1.0/healthz/outbound", 204, new StopOrder(2)).WithEnvironment("DAPR_HOST_IP", "127.0.0.1");
        if (!sidecar.IsDaprd)
        {
            // 2 MiB, in hexadecimal, between two collections of young objects. .NET reads it from the environment only.
            executable.WithEnvironment("DOTNET_GCgen0size", "200000");
        }
    }

    private static string[] PageArguments(RunSettings settings, IReadOnlyList<LocalApp> apps) =>
    [
        "--grpc-port", $"{settings.GrpcPort}", "--http-port", $"{settings.HttpPort}", "--page-port", $"{settings.PagePort}",
        .. settings.Forward is { } address ? ["--forward", address] : (string[])[],
        .. settings.HasDashboard ? ["--dashboard-url", settings.DashboardUrl] : (string[])[],
        .. settings.IsView && File.Exists(settings.RunFile) ? ["--run-file", Path.GetFullPath(settings.RunFile)] : (string[])[],
        .. settings.IsView ? (string[])[] : ["--tenants", string.Join(',', apps.Select(app => app.Tenant).Distinct())],
        .. apps.SelectMany(app => (string[])["--app", $"{app.Tenant}/{app.AppId}/{app.Service}:{app.Port}:{app.SidecarHttpPort}"]),
    ];

    // Not proxied: the ports are those of dapr.yaml, and the orchestrator is not between a caller and a service.
    private static IResourceBuilder<T> WithPort<T>(
        this IResourceBuilder<T> resource, int port, string healthPath, int healthStatus, StopOrder order)
        where T : IResourceWithEndpoints, IResourceWithEnvironment, IResourceWithArgs =>
        resource.WithHttpEndpoint(port, isProxied: false).WithHttpHealthCheck(healthPath, healthStatus)
            .WithCertificateTrustScope(CertificateTrustScope.None).WithAnnotation(order);
}
