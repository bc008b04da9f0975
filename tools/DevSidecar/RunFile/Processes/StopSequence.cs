using System.Diagnostics;

namespace DemoApp.DevSidecar.RunFile.Processes;

/// <summary>Ends processes: SIGTERM to every one, a grace period, then SIGKILL to what is left.</summary>
internal static class StopSequence
{
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Returns what had to be killed.</summary>
    public static IReadOnlyList<int> Run(Func<IReadOnlyList<int>> findLiving, TimeSpan grace, CancellationToken killNow)
    {
        // What was found once is watched until it ends: whose parent ends first may not be found a second time.
        var seen = new HashSet<int>();
        IReadOnlyList<int> Living() => [.. seen.Where(ProcessTree.IsAlive).Union(findLiving())];
        var clock = Stopwatch.StartNew();
        var living = Living();
        while (living.Count > 0 && clock.Elapsed < grace && !killNow.IsCancellationRequested)
        {
            foreach (var process in living.Where(seen.Add))
                _ = Posix.Kill(process, Posix.SigTerm);
            killNow.WaitHandle.WaitOne(Pause);
            living = Living();
        }

        var killed = living;
        clock.Restart();
        while (living.Count > 0 && clock.Elapsed < KillPatience)
        {
            foreach (var process in living)
                _ = Posix.Kill(process, Posix.SigKill);
            Thread.Sleep(Pause);
            living = Living();
        }

        return killed;
    }
}
