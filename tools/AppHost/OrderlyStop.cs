namespace DemoApp.AppHost;

/// <summary>
/// Ends the run at Ctrl-C, SIGTERM and a closed terminal: services before their sidecars, those before the page, so that each can hand on
/// its last telemetry. The orchestrator by itself would stop all of them at once.
/// </summary>
internal sealed class OrderlyStop(IServiceProvider services, IHostApplicationLifetime application) : IHostLifetime, IDisposable
{
    // The services have 3 s to drain and 2 s for their telemetry; the orchestrator kills what has not ended 6 s after its signal.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(13);

    private readonly List<PosixSignalRegistration> _signals = [];
    private int _stopping;

    /// <summary>Whether the run is ending.</summary>
    public bool IsStopping => _stopping != 0;

    /// <summary>Begins the end, unless it has begun.</summary>
    public void Begin()
    {
        if (Interlocked.Exchange(ref _stopping, 1) == 0)
        {
            _ = Task.Run(StopResourcesAsync);
        }
    }

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            _signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                Begin();
            }));
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _signals.ForEach(signal => signal.Dispose());

    private async Task StopResourcesAsync()
    {
        var commands = services.GetRequiredService<ResourceCommandService>();
        var notifications = services.GetRequiredService<ResourceNotificationService>();
        try
        {
            using var limit = new CancellationTokenSource(Limit);
            foreach (var group in StopOrder.Groups(services.GetRequiredService<DistributedApplicationModel>()))
            {
                await Task.WhenAll(group.Select(async resource =>
                {
                    await commands.ExecuteCommandAsync(resource, KnownResourceCommands.StopCommand, limit.Token);
                    await notifications.WaitForResourceAsync(resource.Name, KnownResourceStates.TerminalStates, limit.Token);
                }));
            }
        }
        finally
        {
            application.StopApplication();
        }
    }
}
