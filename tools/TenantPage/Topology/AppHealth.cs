using System.Collections.Concurrent;
using System.Net.Sockets;

namespace DemoApp.TenantPage.Topology;

/// <summary>Asks every app and sidecar of the run file, every five seconds, whether it is well.</summary>
internal sealed class AppHealth(LocalTopology topology, IHttpClientFactory clients) : BackgroundService
{
    /// <summary>The client that asks.</summary>
    public const string Client = "health";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, HealthState> _apps = new();
    private readonly ConcurrentDictionary<string, HealthState> _sidecars = new();

    public HealthState OfApp(string appId) => _apps.GetValueOrDefault(appId, HealthState.Unknown);

    public HealthState OfSidecar(string appId) => _sidecars.GetValueOrDefault(appId, HealthState.Unknown);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        do
        {
            await Task.WhenAll(topology.Apps.SelectMany(app => new[]
            {
                AskAsync(_apps, app.AppId, app.Url, "/ready", stoppingToken),
                AskAsync(_sidecars, app.AppId, app.SidecarUrl, "/v1.0/healthz/outbound", stoppingToken),
            }));
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task AskAsync(ConcurrentDictionary<string, HealthState> states, string appId, Uri? address, string path, CancellationToken stop)
    {
        if (address is null)
        {
            return;
        }

        try
        {
            using var client = clients.CreateClient(Client);
            using var answer = await client.GetAsync(new Uri(address, path), stop);
            states[appId] = answer.IsSuccessStatusCode
                ? new HealthState("up", $"{path} answers {(int)answer.StatusCode}")
                : new HealthState("down", $"{path} answers {(int)answer.StatusCode}");
        }
        catch (Exception e) when (!stop.IsCancellationRequested && e is HttpRequestException or SocketException or TaskCanceledException)
        {
            states[appId] = new HealthState("down", $"{address.Authority} does not answer");
        }
    }
}

/// <summary>How an app or a sidecar is: up, down or unknown, and how that is known.</summary>
internal sealed record HealthState(string State, string Detail)
{
    /// <summary>Nobody said where it is.</summary>
    public static HealthState Unknown { get; } = new("unknown", "no run file says where it is");
}
