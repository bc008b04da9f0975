// The collector of the benchmarks: takes OTLP over gRPC on the port given and says yes to everything without reading it, so that
// what is measured is the cost of making and sending telemetry and not that of somebody's collector.
using Microsoft.AspNetCore.Server.Kestrel.Core;

// The frame of an empty Export...ServiceResponse: not compressed, no bytes.
byte[] emptyMessage = [0, 0, 0, 0, 0];

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(int.Parse(args[0]), listen => listen.Protocols = HttpProtocols.Http2));
var app = builder.Build();
app.Run(async http =>
{
    await http.Request.Body.CopyToAsync(Stream.Null, http.RequestAborted);
    http.Response.ContentType = "application/grpc";
    await http.Response.Body.WriteAsync(emptyMessage, http.RequestAborted);
    http.Response.AppendTrailer("grpc-status", "0");
});
app.Run();
