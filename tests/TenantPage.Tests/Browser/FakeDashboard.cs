using DemoApp.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>A dashboard that takes everything and shows nothing: it answers every address with 200.</summary>
public sealed class FakeDashboard : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeDashboard(WebApplication app, OtlpReceiver receiver)
    {
        _app = app;
        Receiver = receiver;
    }

    /// <summary>What was forwarded to it.</summary>
    public OtlpReceiver Receiver { get; }

    /// <summary>The address of its page.</summary>
    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<FakeDashboard> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapFallback("/{**path}", () => Results.Text("<!doctype html><title>Dashboard</title>", "text/html"));
        await app.StartAsync();
        return new FakeDashboard(app, await OtlpReceiver.StartAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await Receiver.DisposeAsync();
        await _app.DisposeAsync();
    }
}
