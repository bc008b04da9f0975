using System.Diagnostics;
using System.Net.Sockets;
using DemoApp.DevSidecar.Diagnostics;
using DemoApp.DevSidecar.GrpcApi;
using DemoApp.DevSidecar.HttpApi;
using DemoApp.DevSidecar.Invocation;
using DemoApp.DevSidecar.NameResolution;
using DemoApp.DevSidecar.Resiliency;
using DemoApp.DevSidecar.Resources;
using DemoApp.DevSidecar.Security;
using DemoApp.DevSidecar.State;
using Grpc.AspNetCore.Server.Model;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace DemoApp.DevSidecar.Hosting;

/// <summary>One sidecar, from reading its files to the last span on its way out.</summary>
internal static class Sidecar
{
    public static async Task<int> RunAsync(SidecarOptions options, CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        // Its app, the other sidecars and the collector are called directly, whatever the environment says of proxies.
        HttpClient.DefaultProxy = new System.Net.WebProxy();
        // The empty builder reads no appsettings.json and no arguments: a sidecar runs in the folder of somebody else's app.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        ConfigureLogging(builder.Logging, options);
        using var startLog = LoggerFactory.Create(logging => ConfigureLogging(logging, options));
        var log = startLog.CreateLogger("dapr.runtime");
        log.Starting(SidecarOptions.DaprVersion);
        var configuration = DaprConfiguration.Load(options.ConfigFile, Environment.GetEnvironmentVariable, log);
        var resources = ResourcesPath.Load(options, log);
        foreach (var component in resources.Components) log.ComponentLoaded(component.Name, component.Type, component.Version);

        var ports = new SidecarPorts(options);
        AddServices(builder.Services, options, configuration, resources);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => ports.Listen(kestrel));
        await using var app = builder.Build();
        Map(app, ports);

        await StartAsync(app);
        using var registry = app.Services.GetRequiredService<SidecarRegistry>();
        registry.Register(options.AppId, ports.Internal);
        Announce(app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("dapr.runtime"), options, ports, registry, started);

        var stopping = app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        await using var stopRequest = stop.Register(app.Lifetime.StopApplication);
        try
        {
            await Task.Delay(Timeout.Infinite, stopping);
        }
        catch (OperationCanceledException)
        {
            // The one way out: a signal, or the shutdown of the API.
        }

        log.ShuttingDown();
        // First nobody finds it any more, then it goes.
        registry.Dispose();
        using var deadline = new CancellationTokenSource(options.GracefulShutdown);
        await app.StopAsync(deadline.Token);
        return 0;
    }

    private static void AddServices(IServiceCollection services, SidecarOptions options, DaprConfiguration configuration, LoadedResources resources)
    {
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(configuration);
        services.AddSingleton(_ => new Tracing(options.AppId, configuration));
        services.AddSingleton(_ => new SidecarRegistry(configuration.Registry ?? options.DefaultRegistry));
        services.AddSingleton(new RuntimeMetadata(resources.Components));
        services.AddSingleton(new StateStores(resources.Components, options, TimeProvider.System));
        services.AddSingleton(new InvocationPolicies(resources.Resiliencies, TimeProvider.System));
        services.AddSingleton<AppHealth>();
        services.AddHostedService(provider => provider.GetRequiredService<AppHealth>());

        services.AddHttpForwarder();
        services.AddSingleton<ApiToken>();
        services.AddSingleton<AppChannel>();
        services.AddSingleton<DirectMessaging>();
        services.AddSingleton<InternalApi>();

        services.AddSingleton<HealthEndpoints>();
        services.AddSingleton<MetadataEndpoints>();
        services.AddSingleton<StateEndpoints>();
        services.AddSingleton<ShutdownEndpoint>();
        services.AddSingleton<HttpApiServer>();

        services.AddRoutingCore();
        services.AddSingleton<GrpcInvocation>();
        services.AddSingleton<DaprService>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IServiceMethodProvider<DaprService>, DaprMethods>());
        // The limit is kept where the message is read, for there it can be told in Dapr's words.
        services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = null);
    }

    private static void Map(WebApplication app, SidecarPorts ports)
    {
        var http = app.Services.GetRequiredService<HttpApiServer>();
        var sidecars = app.Services.GetRequiredService<InternalApi>();
        _ = app.Services.GetRequiredService<Tracing>();
        app.Use((context, next) =>
        {
            switch (ports.RoleOf(context.Connection.LocalPort))
            {
                case SidecarPort.Http:
                    return http.HandleAsync(context);
                case SidecarPort.Internal:
                    return sidecars.HandleAsync(context);
                case SidecarPort.Metrics:
                    context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
                    return Task.CompletedTask;
                default:
                    return next(context);
            }
        });
        app.UseRouting();
        app.MapGrpcService<DaprService>();
        app.UseEndpoints(static _ => { });
    }

    private static async Task StartAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (IOException e)
        {
            throw new StartException(e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException or SocketException ? $"{e.Message} Give another port." : e.Message, e);
        }
        catch (SocketException e)
        {
            throw new StartException($"a port cannot be opened: {e.Message}", e);
        }
    }

    private static void Announce(ILogger log, SidecarOptions options, SidecarPorts ports, SidecarRegistry registry, long started)
    {
        if (options.PlacementHostAddress is { } placement) log.NoControlPlane("placement", placement);
        foreach (var flag in options.FlagsWithoutEffect) log.FlagWithoutEffect(flag);
        if (options.SchedulerHostAddress is { } scheduler) log.NoControlPlane("scheduler", scheduler);
        log.HttpRunning(ports.Http);
        log.GrpcRunning(ports.Grpc);
        log.InternalRunning(ports.Internal);
        log.MetricsRunning(ports.Metrics);
        log.NameResolution(registry.Folder);
        log.Initialized((long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private static void ConfigureLogging(ILoggingBuilder logging, SidecarOptions options)
    {
        logging.Services.AddSingleton(options);
        logging.SetMinimumLevel(options.LogLevel switch
        {
            "debug" => LogLevel.Debug,
            "info" => LogLevel.Information,
            "warn" or "warning" => LogLevel.Warning,
            "error" => LogLevel.Error,
            "fatal" => LogLevel.Critical,
            _ => throw new StartException($"--log-level {options.LogLevel} is none of debug, info, warn, error, fatal"),
        });
        // Switched off, not just turned down: with a log to write to, ASP.NET makes an activity of its own for every request.
        logging.AddFilter("Microsoft", LogLevel.None).AddFilter("Yarp", LogLevel.None).AddFilter("Grpc", LogLevel.None);
        logging.AddConsole(console => console.FormatterName = DaprLogFormatter.FormatterName);
        logging.AddConsoleFormatter<DaprLogFormatter, Microsoft.Extensions.Logging.Console.ConsoleFormatterOptions>();
    }
}
