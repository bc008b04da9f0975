using System.Diagnostics;
using DemoApp.DevSidecar.RunFile.Ports;

namespace DemoApp.DevSidecar.RunFile.Running;

/// <summary>Waits until a sidecar listens on both its API ports, or has ended, or the patience has.</summary>
internal static class SidecarPorts
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static async Task WaitAsync(AppRun run, TimeSpan patience, CancellationToken cancellation)
    {
        var host = SidecarAddress.Host(run.App.Settings.ApiListenAddresses?.Value).Trim('[', ']');
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < patience && run.SidecarProcess is { Exit.IsCompleted: false })
        {
            if (await PortProbe.AnswersAsync(host, run.Ports.Http, cancellation) && await PortProbe.AnswersAsync(host, run.Ports.Grpc, cancellation))
                return;
            await Task.Delay(Pause, cancellation);
        }
    }
}
