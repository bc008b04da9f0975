using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DemoApp.TenantPage.Tests.Page;

/// <summary>An app in the test's own process that answers as the test says.</summary>
public sealed class FakeApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeApp(WebApplication app) => _app = app;

    public int Port => new Uri(_app.Urls.Single()).Port;

    public static async Task<FakeApp> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return new FakeApp(app);
    }

    /// <summary>The option that makes it a tenant's Sender.</summary>
    public string[] AsSenderOf(string tenant) => ["--app", $"{tenant}/sender-{tenant}/sender-service-{tenant}:{Port}:{Port}"];

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
