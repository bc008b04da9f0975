using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
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
using Microsoft.Extensions.Logging.Console;

namespace DemoApp.DevSidecar.Hosting;

/// <summary>One sidecar, from reading its files to the export of its last span.</summary>
internal static class Sidecar
{
    public static async Task<int> RunAsync(SidecarOptions options)
    {
        var started = Stopwatch.GetTimestamp();
        // Its app, the other sidecars and the collector are called directly, whatever proxy the environment names.
        HttpClient.DefaultProxy = new System.Net.WebProxy();
        // The empty builder reads neither appsettings.json nor arguments: a sidecar runs in the folder of somebody else's app.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        ConfigureLogging(builder.Logging, options);
        using var startLog = LoggerFactory.Create(logging => ConfigureLogging(logging, options));
        var log = startLog.CreateLogger("dapr.runtime");
        log.Starting(SidecarOptions.DaprVersion);
        var configuration = DaprConfiguration.Load(options.ConfigFile, Environment.GetEnvironmentVariable, log);
        var resources = ResourcesPath.Load(options, log);
        foreach (var component in resources.Components)
        {
            log.ComponentLoaded(component.Name, component.Type, component.Version);
        }

        var ports = new SidecarPorts(options);
        AddServices(builder.Services, options, configuration, resources);
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(ports.Listen);
        await using var app = builder.Build();
        Map(app, ports);

        await StartAsync(app);
        using var registry = app.Services.GetRequiredService<SidecarRegistry>();
        registry.Register(options.AppId, ports.Internal);
        Announce(log, options, ports, registry, started);

        await Task.Delay(Timeout.Infinite, app.Lifetime.ApplicationStopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await BlockShutdownAsync(options.BlockShutdown, app.Services.GetRequiredService<AppHealth>(), log);
        log.ShuttingDown();
        // The name goes first, so that no caller still finds what is about to stop.
        registry.Dispose();
        using var deadline = new CancellationTokenSource(options.GracefulShutdown);
        await app.StopAsync(deadline.Token);
        return 0;
    }

    private static void AddServices(
        IServiceCollection services, SidecarOptions options, DaprConfiguration configuration, LoadedResources resources)
    {
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(configuration);
        services.AddSingleton(resources);
        services.AddSingleton(_ => new Tracing(options.AppId, configuration));
        services.AddSingleton(provider => new SidecarRegistry(
            configuration.Registry ?? options.Registry, provider.GetRequiredService<ILogger<SidecarRegistry>>()));
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
        services.AddSingleton<MetadataEndpoint>();
        services.AddSingleton<StateEndpoints>();
        services.AddSingleton<HttpApiServer>();

        services.AddRoutingCore();
        services.AddSingleton<DaprService>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IServiceMethodProvider<DaprService>, DaprMethods>());
        services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = options.MaxBodySize);
    }

    private static void Map(WebApplication app, SidecarPorts ports)
    {
        var http = app.Services.GetRequiredService<HttpApiServer>();
        var sidecars = app.Services.GetRequiredService<InternalApi>();
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
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new StartException($"a port cannot be opened: {e.Message}", e);
        }
    }

    private static void Announce(ILogger log, SidecarOptions options, SidecarPorts ports, SidecarRegistry registry, long started)
    {
        foreach (var flag in options.FlagsWithoutEffect)
        {
            log.FlagWithoutEffect(flag);
        }

        log.HttpRunning(ports.Http);
        log.GrpcRunning(ports.Grpc);
        log.InternalRunning(ports.Internal);
        log.MetricsRunning(ports.Metrics);
        log.NameResolution(registry.Folder);
        log.Initialized((long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>Serves on until the app is unhealthy or the time is over, as daprd does; a second signal ends it.</summary>
    private static async Task BlockShutdownAsync(TimeSpan duration, AppHealth health, ILogger log)
    {
        if (duration <= TimeSpan.Zero)
        {
            return;
        }

        log.BlockingShutdown(duration.TotalSeconds);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, static _ => Environment.Exit(1));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static _ => Environment.Exit(1));
        using var limit = new CancellationTokenSource(duration);
        await health.WhenUnhealthyAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        log.BlockingEnded(limit.IsCancellationRequested ? "Block shutdown period expired" : "App reported unhealthy");
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
        logging.AddConsole(console =>
        {
            console.FormatterName = DaprLogFormatter.FormatterName;
            // A terminal that nobody reads must not stop a request.
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
        logging.AddConsoleFormatter<DaprLogFormatter, ConsoleFormatterOptions>();
    }
}
