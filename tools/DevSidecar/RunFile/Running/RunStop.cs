using System.Diagnostics;
using DemoApp.DevSidecar.RunFile.Processes;

namespace DemoApp.DevSidecar.RunFile.Running;

/// <summary>Ends what a run has started: the apps with all they have started, then the sidecars.</summary>
internal static class RunStop
{
    private static readonly TimeSpan AppGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SidecarGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestSidecarGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Whole = TimeSpan.FromSeconds(7.5);

    /// <summary>Returns a line for each kind of process that had to be killed.</summary>
    public static IEnumerable<string> Run(Func<IReadOnlyList<int>> findApps, Func<IReadOnlyList<int>> findSidecars, CancellationToken killNow)
    {
        var clock = Stopwatch.StartNew();
        var apps = StopSequence.Run(findApps, AppGrace, killNow);
        // Sidecars last: an app that still answers its last requests needs its own. They end the batch of spans they hold.
        var left = Whole - clock.Elapsed;
        var grace = left < ShortestSidecarGrace ? ShortestSidecarGrace : left > SidecarGrace ? SidecarGrace : left;
        var sidecars = StopSequence.Run(findSidecars, grace, killNow);
        if (apps.Count > 0)
            yield return $"Killed what did not end on SIGTERM: {Describe(apps)}";
        if (sidecars.Count > 0)
            yield return $"Killed sidecars that did not end on SIGTERM: {Describe(sidecars)}";
    }

    private static string Describe(IEnumerable<int> pids) => string.Join(", ", pids.Select(pid => pid < 0 ? $"process group {-pid}" : $"pid {pid}"));
}
