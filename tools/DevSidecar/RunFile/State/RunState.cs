using DemoApp.DevSidecar.RunFile.Processes;

namespace DemoApp.DevSidecar.RunFile.State;

/// <summary>One run as its state file tells it: enough to list it, to stop it, and to clean up when its runner was killed.</summary>
internal sealed record RunState(
    string Key, string RunFile, string Name, ProcessMark Runner, DateTimeOffset StartedAt, bool IsReady, IReadOnlyList<AppState> Apps)
{
    /// <summary>What still lives of the apps, or of the sidecars, whether or not the runner does.</summary>
    public IReadOnlyList<int> FindLiving(Func<AppState, ProcessMark?> which)
    {
        // While a member of the session lives, the kernel gives its id to no other process; a leader that started
        // at another time therefore means that the whole session is gone and the pid belongs to a stranger.
        var sessions = Apps.Select(which).OfType<ProcessMark>()
            .Where(mark => mark.IsAlive || !OperatingSystem.IsLinux() || ProcessEntry.Read(mark.Pid) is null or { IsZombie: true })
            .Select(mark => mark.Pid).ToHashSet();
        return ProcessTree.Of(sessions);
    }

    public bool HasLiving => Runner.IsAlive || FindLiving(app => app.App).Count > 0 || FindLiving(app => app.Sidecar).Count > 0;
}
