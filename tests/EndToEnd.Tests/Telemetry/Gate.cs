using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace DemoApp.EndToEnd.Tests.Telemetry;

/// <summary>
/// Stands before a Receiver and passes requests on, but for those that their caller wants held: it says when one of these has come and
/// keeps it until its caller gives up. The Sender counts a request as active by then.
/// </summary>
internal sealed class Gate : IAsyncDisposable
{
    private const string Hold = "hold=";

    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null });
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _held = new();
    private int _passed;

    private Gate(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    /// <summary>How many requests were passed on.</summary>
    public int Passed => _passed;

    public static async Task<Gate> StartAsync(int receiverPort)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddHttpForwarder();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var gate = new Gate(app);
        var forwarder = app.Services.GetRequiredService<IHttpForwarder>();
        app.Run(async http =>
        {
            // .NET writes baggage with spaces around its commas and equals signs, as W3C allows.
            var baggage = http.Request.Headers["baggage"].ToString().Replace(" ", "", StringComparison.Ordinal).Split(',');
            if (baggage.FirstOrDefault(member => member.StartsWith(Hold, StringComparison.Ordinal)) is { } held)
            {
                gate.Arrival(held[Hold.Length..]).SetResult();
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
            }

            Interlocked.Increment(ref gate._passed);
            await forwarder.SendAsync(http, $"http://127.0.0.1:{receiverPort}", gate._client);
        });
        await app.StartAsync();
        return gate;
    }

    /// <summary>The baggage that makes a request be held.</summary>
    public static (string Name, string Value) HoldHeader(string id) => ("baggage", $"{Hold}{id}");

    /// <summary>Ends when the request that is to be held has come.</summary>
    public Task HeldAsync(string id) => Arrival(id).Task;

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private TaskCompletionSource Arrival(string id) => _held.GetOrAdd(id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
