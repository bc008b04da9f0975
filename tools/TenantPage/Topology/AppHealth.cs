using System.Collections.Concurrent;

namespace DemoApp.TenantPage.Topology;

/// <summary>Asks every app and sidecar that is known, every five seconds, whether it is healthy.</summary>
internal sealed class AppHealth(LocalTopology topology, AppClient client) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, HealthState> _apps = new();
    private readonly ConcurrentDictionary<string, HealthState> _sidecars = new();

    public HealthState OfApp(string? appId) => _apps.GetValueOrDefault(appId ?? "", HealthState.Unknown);
    public HealthState OfSidecar(string? appId) => _sidecars.GetValueOrDefault(appId ?? "", HealthState.Unknown);

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

    private async Task AskAsync(
        ConcurrentDictionary<string, HealthState> states, string appId, Uri? address, string path, CancellationToken cancellationToken)
    {
        if (address is not null)
        {
            states[appId] = await client.HeadersAsync(new Uri(address, path), cancellationToken) is (var status, _)
                ? new HealthState(status is >= 200 and < 300 ? "up" : "down", $"{path} answers {status}")
                : new HealthState("down", $"{address.Authority} does not answer");
        }
    }
}

/// <summary>How an app or a sidecar is: up, down or unknown, and how that is known.</summary>
internal sealed record HealthState(string State, string Detail)
{
    public static HealthState Unknown { get; } = new("unknown", "address unknown");
}
