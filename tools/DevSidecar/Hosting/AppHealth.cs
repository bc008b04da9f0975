using System.Net.Sockets;
using DemoApp.DevSidecar.Diagnostics;

namespace DemoApp.DevSidecar.Hosting;

/// <summary>Whether the app can be reached yet and, if its health check is on, whether it is healthy.</summary>
internal sealed class AppHealth(SidecarOptions options, ILogger<AppHealth> log) : BackgroundService
{
    private static readonly TimeSpan ConnectInterval = TimeSpan.FromMilliseconds(100);

    // Completed as long as the app is unhealthy, which it is until it has been seen.
    private volatile TaskCompletionSource _unhealthy = CreateStatus(isHealthy: options.AppPort is null);
    private volatile bool _reached = options.AppPort is null;

    /// <summary>Whether the app has been seen listening; it counts from then on, even if the app stops.</summary>
    public bool IsReached => _reached;

    /// <summary>Whether the health check allows invocations of the app; without one the app's own answers tell.</summary>
    public bool IsHealthy => options.HealthCheck is null || !_unhealthy.Task.IsCompleted;

    /// <summary>Ends when the app is unhealthy, at once if it is so already.</summary>
    public Task WhenUnhealthyAsync(CancellationToken cancellationToken) => _unhealthy.Task.WaitAsync(cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.AppPort is not { } port)
        {
            return;
        }

        log.WaitingForApp(port);
        while (!await CanConnectAsync(port, stoppingToken))
        {
            await Task.Delay(ConnectInterval, stoppingToken);
        }

        _reached = true;
        log.AppDiscovered(port);
        await RequestConfigurationAsync(stoppingToken);
        if (options.HealthCheck is { } check)
        {
            await ProbeAsync(check, stoppingToken);
        }
        else
        {
            _unhealthy = CreateStatus(isHealthy: true);
        }
    }

    private static TaskCompletionSource CreateStatus(bool isHealthy)
    {
        var status = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!isHealthy)
        {
            status.SetResult();
        }

        return status;
    }

    private async Task<bool> CanConnectAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(options.AppChannelAddress, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>daprd requests every app's settings of actors once; 404, or no answer, means that there are none.</summary>
    private async Task RequestConfigurationAsync(CancellationToken cancellationToken)
    {
        using var client = CreateClient(Timeout.InfiniteTimeSpan);
        using var request = new HttpRequestMessage(HttpMethod.Get, options.AppBaseAddress + "/dapr/config");
        if (options.AppToken is { } token)
        {
            request.Headers.TryAddWithoutValidation(DaprHeaders.ApiToken, token);
        }

        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            log.NoAppConfiguration(e.Message);
        }
    }

    private static HttpClient CreateClient(TimeSpan timeout) =>
        new(new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null }) { Timeout = timeout };

    private async Task ProbeAsync(AppHealthCheck check, CancellationToken cancellationToken)
    {
        using var client = CreateClient(check.Timeout);
        using var timer = new PeriodicTimer(check.Interval);
        var failures = 0;
        do
        {
            if (await SucceedsAsync(client, check.Path, cancellationToken))
            {
                failures = 0;
                SetHealthy();
            }
            else if (++failures >= check.Threshold && _unhealthy.TrySetResult())
            {
                log.AppUnhealthy(failures);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private void SetHealthy()
    {
        if (_unhealthy.Task.IsCompleted)
        {
            _unhealthy = CreateStatus(isHealthy: true);
            log.AppHealthy();
        }
    }

    private async Task<bool> SucceedsAsync(HttpClient client, string path, CancellationToken cancellationToken)
    {
        try
        {
            var address = new Uri(options.AppBaseAddress + path);
            using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException
            || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}
