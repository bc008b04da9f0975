namespace DemoApp.DevSidecar.RunFile.Processes;

/// <summary>Finds everything that still lives of some sessions: their members and whatever those have started.</summary>
/// <remarks>
/// The result is what <c>kill(2)</c> takes. Linux's process table gives single pids, without zombies; elsewhere it is the process group
/// (a negative number), which misses a grandchild that made a group of its own.
/// </remarks>
internal static class ProcessTree
{
    public static IReadOnlyList<int> Of(IReadOnlyCollection<int> sessions)
    {
        if (!OperatingSystem.IsLinux())
            return [.. sessions.Where(session => Posix.Kill(-session, 0) == 0).Select(session => -session)];
        return Below(ProcessEntry.ReadAll(), entry => sessions.Contains(entry.Session), _ => false);
    }

    public static bool IsAlive(int target) => OperatingSystem.IsLinux()
        ? ProcessEntry.Read(target) is { IsZombie: false }
        : Posix.Kill(target, 0) == 0;

    /// <summary>Everything this process has started and adopted, but for the given sessions.</summary>
    public static IReadOnlyList<int> OfThisProcessExcept(IReadOnlyCollection<int> sessions) =>
        Below(ProcessEntry.ReadAll(), entry => entry.ParentPid == Environment.ProcessId, entry => sessions.Contains(entry.Session));

    private static List<int> Below(IReadOnlyList<ProcessEntry> table, Func<ProcessEntry, bool> isRoot, Func<ProcessEntry, bool> isLeftOut)
    {
        var children = table.ToLookup(entry => entry.ParentPid);
        var found = new Dictionary<int, ProcessEntry>();
        var open = new Stack<ProcessEntry>(table.Where(isRoot));
        while (open.TryPop(out var entry))
        {
            if (isLeftOut(entry) || !found.TryAdd(entry.Pid, entry))
                continue;
            foreach (var child in children[entry.Pid])
                open.Push(child);
        }

        return [.. found.Values.Where(entry => !entry.IsZombie).Select(entry => entry.Pid)];
    }
}
