namespace DemoApp.AppHost;

/// <summary>Says how to use the run once all of it is healthy, and afterwards which process has ended by itself.</summary>
internal sealed partial class RunReport(
    DistributedApplicationModel model, ResourceNotificationService notifications, OrderlyStop stop, ILoggerFactory loggers,
    RunSettings settings, IReadOnlyList<LocalApp> apps)
    : BackgroundService
{
    // Through the logger's queue: written to a terminal that does not read, a line would keep the run from ending.
    private readonly ILogger _console = loggers.CreateLogger(RunLines.Name);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var resource in StopOrder.Groups(model).SelectMany(group => group))
            {
                await notifications.WaitForResourceHealthyAsync(resource.Name, stoppingToken);
            }
        }
        catch (DistributedApplicationException e)
        {
            Write(_console, $"{e.Message} The lines above say why; the run ends.");
            Environment.ExitCode = 1;
            stop.Begin();
            return;
        }

        ReportReady();
        var ended = new HashSet<string>();
        await foreach (var update in notifications.WatchAsync(stoppingToken))
        {
            var (name, state) = (update.Resource.Name, update.Snapshot.State?.Text);
            if (state == KnownResourceStates.Running)
            {
                ended.Remove(name);
            }
            else if (update.Resource.HasAnnotationOfType<StopOrder>() && KnownResourceStates.TerminalStates.Contains(state)
                && !stop.IsStopping && ended.Add(name))
            {
                var how = update.Snapshot.ExitCode is >= 0 and var code ? $"with exit code {code}" : "by a signal";
                Write(_console, $"{name} has ended {how}{(settings.HasDashboard ? $"; restart it at {settings.DashboardUrl}" : "")}");
            }
        }
    }

    private void ReportReady()
    {
        using var process = Process.GetCurrentProcess();
        var seconds = (DateTime.Now - process.StartTime).TotalSeconds;
        var page = settings.HasPage
            ? $"Tenants: http://localhost:{settings.PagePort}"
            : $"No tenant page: telemetry goes to port {settings.GrpcPort}";
        var dashboard = settings.HasDashboard ? $"  Dashboard: {settings.DashboardUrl}" : "";
        var curls = apps.Where(app => app.Sends).Select(app =>
            $"\ncurl -X POST http://localhost:{app.Port}/send -H 'Content-Type: application/json' "
            + $$"""-d '{"request_id":"test-123","message":"Hello from {{app.Tenant}}"}'""");
        Write(_console, $"Ready after {seconds:0.0} s (pid {process.Id}). {page}{dashboard}{string.Concat(curls)}");
    }

    [LoggerMessage(LogLevel.Information, "{Text}")]
    private static partial void Write(ILogger logger, string text);
}
