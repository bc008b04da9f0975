using System.Net;
using DemoApp.TenantPage.Api;
using DemoApp.TenantPage.Forwarding;
using DemoApp.TenantPage.Ingest;
using DemoApp.TenantPage.Statistics;
using DemoApp.TenantPage.Topology;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DemoApp.TenantPage.Hosting;

/// <summary>The page and its API.</summary>
internal static class PageServer
{
    public static WebApplication Create(
        PageOptions options, IngestStatistics statistics, Forwarder? forwarder, TelemetryIngest ingest, LocalTopology topology,
        Endpoints endpoints)
    {
        // The page's files lie beside the executable, wherever it was started from.
        var files = new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, WebRootPath = "wwwroot" };
        var builder = WebApplication.CreateSlimBuilder(files);
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = 200;
            kestrel.Limits.MaxRequestBodySize = 64 << 10;
            kestrel.Listen(IPAddress.Loopback, options.PagePort, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var services = builder.Services;
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default));
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        services.AddProblemDetails();
        services.AddSingleton(options).AddSingleton(statistics).AddSingleton(ingest).AddSingleton(topology).AddSingleton(endpoints);
        services.AddSingleton(new ForwardState(forwarder));
        services.AddSingleton<AppClient>().AddSingleton<SenderCall>().AddSingleton<FaultsInForce>();
        services.AddSingleton<OverviewApi>().AddSingleton<IsolationApi>().AddSingleton<ReportApi>().AddSingleton<TraceApi>();
        services.AddSingleton<TopologyApi>().AddSingleton<FaultApi>().AddSingleton<TryApi>().AddSingleton<ProbeApi>();
        services.AddSingleton<AppHealth>().AddHostedService(provider => provider.GetRequiredService<AppHealth>());
        if (options.WatchedProcess is { } id)
        {
            services.AddHostedService(provider => new WatchedProcess(id, provider.GetRequiredService<IHostApplicationLifetime>()));
        }

        var app = builder.Build();
        app.Use(PageSecurity.InvokeAsync);
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        // A new build's page must not meet an old one's modules.
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "no-cache" });
        app.MapApi();
        app.MapFallbackToFile("index.html");
        return app;
    }
}
