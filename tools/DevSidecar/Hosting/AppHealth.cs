using System.Net.Sockets;
using DemoApp.DevSidecar.Diagnostics;

namespace DemoApp.DevSidecar.Hosting;

/// <summary>Whether the app can be reached yet and, if its health check is on, whether it is healthy.</summary>
internal sealed class AppHealth : BackgroundService
{
    private static readonly TimeSpan ConnectInterval = TimeSpan.FromMilliseconds(100);

    private readonly SidecarOptions _options;
    private readonly ILogger _log;

    // Completed as long as the app is unhealthy, which it is until it has been seen.
    private volatile TaskCompletionSource _unhealthy = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _reached;

    public AppHealth(SidecarOptions options, ILogger<AppHealth> log)
    {
        _options = options;
        _log = log;
        if (options.AppPort is null)
        {
            _reached = true;
        }
        else
        {
            _unhealthy.SetResult();
        }
    }

    /// <summary>Whether the app has been seen listening; it counts from then on, even if the app stops.</summary>
    public bool IsReached => _reached;

    /// <summary>Whether the health check allows invocations of the app; without one the app's own answers tell.</summary>
    public bool IsHealthy => _options.HealthCheck is null || !_unhealthy.Task.IsCompleted;

    /// <summary>Ends when the app is unhealthy, at once if it is so already.</summary>
    public Task WhenUnhealthyAsync(CancellationToken cancellationToken) => _unhealthy.Task.WaitAsync(cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_options.AppPort is not { } port)
        {
            return;
        }

        _log.WaitingForApp(port);
        while (!await CanConnectAsync(port, stoppingToken))
        {
            await Task.Delay(ConnectInterval, stoppingToken);
        }

        _reached = true;
        _log.AppDiscovered(port);
        await RequestConfigurationAsync(stoppingToken);
        if (_options.HealthCheck is { } check)
        {
            await ProbeAsync(check, stoppingToken);
        }
        else
        {
            _unhealthy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private async Task<bool> CanConnectAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(_options.AppChannelAddress, port, cancellationToken);
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
        using var request = new HttpRequestMessage(HttpMethod.Get, _options.AppBaseAddress + "/dapr/config");
        if (_options.AppToken is { } token)
        {
            request.Headers.TryAddWithoutValidation(DaprHeaders.ApiToken, token);
        }

        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            _log.NoAppConfiguration(e.Message);
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
                _log.AppUnhealthy(failures);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private void SetHealthy()
    {
        if (_unhealthy.Task.IsCompleted)
        {
            _unhealthy = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _log.AppHealthy();
        }
    }

    private async Task<bool> SucceedsAsync(HttpClient client, string path, CancellationToken cancellationToken)
    {
        try
        {
            var address = new Uri(_options.AppBaseAddress + path);
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
