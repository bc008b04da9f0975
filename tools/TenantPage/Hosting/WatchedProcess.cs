using System.Diagnostics;

namespace DemoApp.TenantPage.Hosting;

/// <summary>Ends the page two seconds after another process, so that it still receives the last telemetry of that one's apps.</summary>
internal sealed class WatchedProcess(int id, IHostApplicationLifetime lifetime) : BackgroundService
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            await process.WaitForExitAsync(stoppingToken);
        }
        catch (ArgumentException)
        {
            // It has ended already.
        }

        await Task.Delay(Grace, stoppingToken);
        lifetime.StopApplication();
    }
}
