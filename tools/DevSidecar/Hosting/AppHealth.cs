using System.Net.Sockets;
using DemoApp.DevSidecar.Diagnostics;

namespace DemoApp.DevSidecar.Hosting;

/// <summary>Whether the app can be reached yet and, when its health check is on, whether it is well.</summary>
internal sealed class AppHealth(SidecarOptions options, ILogger<AppHealth> log) : BackgroundService
{
    private static readonly TimeSpan ConnectInterval = TimeSpan.FromMilliseconds(100);

    private volatile bool _reached = options.AppPort is null;

    // Until the first probe has gone well, nobody knows that the app is.
    private volatile bool _healthy = options.HealthCheck is null || options.AppPort is null;

    /// <summary>Whether the app has been seen listening; it counts from then on, even if the app goes away.</summary>
    public bool IsReached => _reached;

    public bool IsHealthy => _healthy;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.AppPort is not { } port) return;
        log.WaitingForApp(port);
        while (!await CanConnectAsync(port, stoppingToken)) await Task.Delay(ConnectInterval, stoppingToken);
        _reached = true;
        log.AppDiscovered(port);
        await AskForConfigurationAsync(stoppingToken);
        if (options.HealthCheck is { } check) await ProbeAsync(check, stoppingToken);
    }

    private async Task<bool> CanConnectAsync(int port, CancellationToken stop)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(options.AppChannelAddress, port, stop);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>daprd asks every app once for settings of actors, and takes 404, or no answer, for none.</summary>
    private async Task AskForConfigurationAsync(CancellationToken stop)
    {
        using var client = CreateClient(Timeout.InfiniteTimeSpan);
        using var request = new HttpRequestMessage(HttpMethod.Get, options.AppBaseAddress + "/dapr/config");
        if (options.AppToken is { } token)
        {
            request.Headers.TryAddWithoutValidation(DaprHeaders.ApiToken, token);
        }

        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            log.NoAppConfiguration(e.Message);
        }
    }

    private static HttpClient CreateClient(TimeSpan timeout) =>
        new(new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null }) { Timeout = timeout };

    private async Task ProbeAsync(AppHealthCheck check, CancellationToken stop)
    {
        using var client = CreateClient(check.Timeout);
        using var timer = new PeriodicTimer(check.Interval);
        var failures = 0;
        do
        {
            if (await IsWellAsync(client, check.Path, stop))
            {
                failures = 0;
                if (!_healthy) log.AppHealthy();
                _healthy = true;
            }
            else if (++failures >= check.Threshold)
            {
                if (_healthy) log.AppUnhealthy(failures);
                _healthy = false;
            }
        }
        while (await timer.WaitForNextTickAsync(stop));
    }

    private async Task<bool> IsWellAsync(HttpClient client, string path, CancellationToken stop)
    {
        try
        {
            using var response = await client.GetAsync(new Uri(options.AppBaseAddress + path), HttpCompletionOption.ResponseHeadersRead, stop);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or TaskCanceledException && !stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
