using System.Net;
using DemoApp.TenantPage.Ingest;
using DemoApp.TenantPage.Telemetry;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DemoApp.TenantPage.Hosting;

/// <summary>OTLP over gRPC and over HTTP, a port each.</summary>
internal static class ReceiverServer
{
    public static WebApplication Create(ViewerOptions options, TelemetryStores stores, TelemetryIngest ingest)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = 1_000;
            // The limit that is answered is ours; at its own Kestrel would cut the connection.
            kestrel.Limits.MaxRequestBodySize = null;
            // Exporters of this machine send at once what they have. One that stalls must not keep others waiting for its turn to end.
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(16 << 10, TimeSpan.FromSeconds(2));
            kestrel.Listen(IPAddress.Loopback, options.GrpcPort, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, options.HttpPort, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddSingleton(new OtlpGrpcService(ingest));
        builder.Services.AddSingleton<Grpc.AspNetCore.Server.Model.IServiceMethodProvider<OtlpGrpcService>, OtlpGrpcService.Methods>();
        builder.Services.AddGrpc(grpc =>
        {
            // Its answer for unknown methods would take the place of 405 over HTTP.
            grpc.IgnoreUnknownServices = true;
            // Of the message as it is after decompression, too: the library stops unpacking there.
            grpc.MaxReceiveMessageSize = stores.Limits.RequestBytes;
        });
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status503ServiceUnavailable;
            limiter.AddPolicy(ExportConcurrency.Policy, new ExportConcurrency(stores.Limits, stores.Book, stores.Clock));
        });

        var app = builder.Build();
        var refusals = new GrpcRefusals(stores.Book, stores.Clock);
        app.Use(refusals.InvokeAsync);
        app.UseRateLimiter();
        app.MapGrpcService<OtlpGrpcService>().RequireRateLimiting(ExportConcurrency.Policy);
        new OtlpHttpEndpoints(ingest, stores.Book, stores.Limits, stores.Clock).Map(app.MapGroup("").RequireRateLimiting(ExportConcurrency.Policy));
        return app;
    }
}
