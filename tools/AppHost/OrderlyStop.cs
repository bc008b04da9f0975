using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

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

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            _signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                if (Interlocked.Exchange(ref _stopping, 1) == 0)
                {
                    _ = Task.Run(StopResourcesAsync, CancellationToken.None);
                }
            }));
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _signals.ForEach(signal => signal.Dispose());

    private async Task StopResourcesAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource(Limit);
            foreach (var group in services.GetRequiredService<DistributedApplicationModel>().Resources.Where(DemoRun.IsOurs).GroupBy(Order).OrderBy(group => group.Key))
            {
                await Task.WhenAll(group.Select(resource => StopResourceAsync(resource, limit.Token)));
            }
        }
        finally
        {
            application.StopApplication();
        }
    }

    private static int Order(IResource resource) => resource switch
    {
        ProjectResource => resource.Name.StartsWith("sender", StringComparison.Ordinal) ? 0 : 1,
        _ => resource.Name.EndsWith(DemoRun.SidecarSuffix, StringComparison.Ordinal) ? 2 : 3,
    };

    private async Task StopResourceAsync(IResource resource, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<ResourceCommandService>().ExecuteCommandAsync(resource, KnownResourceCommands.StopCommand, cancellationToken);
        await services.GetRequiredService<ResourceNotificationService>()
            .WaitForResourceAsync(resource.Name, KnownResourceStates.TerminalStates, cancellationToken);
    }
}
