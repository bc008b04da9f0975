using System.Net;
using DemoApp.TenantPage.Ingest;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DemoApp.TenantPage.Hosting;

/// <summary>OTLP over gRPC and over HTTP, a port each.</summary>
internal static class ReceiverServer
{
    public static WebApplication Create(PageOptions options, OtlpEndpoints endpoints)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1));
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            var limits = kestrel.Limits;
            limits.MaxConcurrentConnections = 500;
            // The limits of size and time that are answered are ours; at its own Kestrel would cut the connection.
            limits.MaxRequestBodySize = null;
            limits.MinRequestBodyDataRate = null;
            // Bytes that wait in Kestrel's buffers count as memory too.
            limits.MaxRequestBufferSize = 256 << 10;
            limits.Http2.InitialConnectionWindowSize = 512 << 10;
            limits.Http2.InitialStreamWindowSize = 256 << 10;
            kestrel.Listen(IPAddress.Loopback, options.GrpcPort, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(IPAddress.Loopback, options.HttpPort, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var app = builder.Build();
        app.Run(endpoints.HandleAsync);
        return app;
    }
}
