using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace DemoApp.AppHost;

/// <summary>Says how to use the run once all of it is healthy.</summary>
internal sealed class Ready(
    DistributedApplicationModel model, ResourceNotificationService notifications, RunSettings settings, IReadOnlyList<LocalApp> apps)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var resource in model.Resources.Where(DemoRun.IsOurs))
        {
            await notifications.WaitForResourceHealthyAsync(resource.Name, stoppingToken);
        }

        using var process = Process.GetCurrentProcess();
        var seconds = (DateTime.Now - process.StartTime).TotalSeconds;
        var page = settings.HasPage ? $"Tenants: http://localhost:{settings.PagePort}" : $"No tenant page: telemetry goes to port {settings.GrpcPort}";
        var dashboard = settings.HasDashboard ? $"  Dashboard: http://localhost:{settings.DashboardPort}" : "";
        Console.WriteLine($"Ready after {seconds:0.0} s (pid {Environment.ProcessId}). {page}{dashboard}");
        foreach (var app in apps.Where(app => app.Sends))
        {
            Console.WriteLine(Curl(app));
        }
    }

    private static string Curl(LocalApp app) =>
        $"curl -X POST http://localhost:{app.Port}/send -H 'Content-Type: application/json' "
        + $$"""-d '{"request_id":"test-123","message":"Hello from {{app.Tenant}}"}'""";
}
