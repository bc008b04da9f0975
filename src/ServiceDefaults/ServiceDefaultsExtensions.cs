using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace DemoApp.ServiceDefaults;

/// <summary>What both services have in common, put together.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Settings, telemetry, JSON, errors, health and faults.</summary>
    /// <param name="builder">The service's builder.</param>
    /// <param name="serviceName">The name where <c>OTEL_SERVICE_NAME</c> gives none.</param>
    /// <param name="port">The local port where neither <c>ASPNETCORE_URLS</c> nor <c>ASPNETCORE_HTTP_PORTS</c> names one.</param>
    /// <param name="json">What the service's own answers look like in JSON.</param>
    /// <param name="bodyShare">The share of memory for the bodies of requests under way, where <c>MAX_REQUEST_BODIES_MIB</c> says nothing.</param>
    /// <exception cref="InvalidSettingException">A setting is wrong.</exception>
    public static WebApplicationBuilder AddServiceDefaults(
        this WebApplicationBuilder builder, string serviceName, int port, IJsonTypeInfoResolver json, double bodyShare)
    {
        var settings = ServiceSettings.Read(builder.Settings(), serviceName);
        var limits = MemoryLimits.Read(builder.Settings(), GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, bodyShare);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(new BodyBudget(limits.MaxBodyBytes));
        builder.AddTelemetry(settings);
        builder.Services.AddSingleton<System.Diagnostics.DistributedContextPropagator, CallerContextPropagator>();
        builder.Services.AddSingleton(new FaultInjection(settings.Faults, Random.Shared.NextDouble, TimeProvider.System));
        builder.Services.AddProblemDetails();
        builder.Services.AddHealthChecks();
        builder.Services.AddOpenApi();
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, DefaultJson.Default);
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, json);
        });
        builder.WebHost.UseSockets(static sockets =>
            (sockets.MaxReadBufferSize, sockets.MaxWriteBufferSize) = (MemoryLimits.ReadAheadBytes, MemoryLimits.UnsentBytes));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // RequestBody has the limit; Kestrel's would cut the connection before the caller could read why.
            kestrel.Limits.MaxRequestBodySize = null;
            var connections = new ConnectionLimit(limits.MaxConnections);
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(connections.Apply));
        });
        if (builder.Configuration["URLS"] is null && builder.Configuration["HTTP_PORTS"] is null)
        {
            builder.WebHost.UseUrls($"http://localhost:{port}");
        }

        return builder;
    }

    /// <summary>The environment, and whatever else the builder is configured by, as checked settings.</summary>
    public static SettingReader Settings(this WebApplicationBuilder builder) => new(name => builder.Configuration[name]);

    /// <summary>Body sizes, request log and error answers, then the endpoints for probes and for the API's description.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        app.UseTelemetry();
        app.UseBodySizes();
        app.UseRequestLog();
        app.UseProblems();
        DefaultEndpoints.Map(app);
        return app;
    }
}
