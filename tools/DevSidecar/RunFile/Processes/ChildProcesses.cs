namespace DemoApp.DevSidecar.RunFile.Processes;

/// <summary>The children of this run: starts them, and tells how each one ended.</summary>
internal sealed class ChildProcesses
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, TaskCompletionSource<int>> _running = [];

    public ChildProcesses()
    {
        // As subreaper the runner becomes the parent of every process whose own parent ended, so that all of them can be found (Linux only).
        if (OperatingSystem.IsLinux())
            _ = Posix.ProcessControl(Posix.SetChildSubreaper, 1, 0, 0, 0);
        new Thread(Reap) { IsBackground = true, Name = "children" }.Start();
    }

    public ChildProcess Start(ChildCommand command)
    {
        lock (_gate)
        {
            var pid = ChildStart.Start(command);
            var exit = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            _running.Add(pid, exit);
            return new(ProcessMark.Of(pid), exit.Task);
        }
    }

    // Waits for any child: adopted grandchildren have to be collected too, or they stay behind as zombies.
    private void Reap()
    {
        while (true)
        {
            var pid = Posix.WaitPid(-1, out var status, 0);
            if (pid > 0)
                Collect(pid, status);
            else
                Thread.Sleep(50); // no child at the moment
        }
    }

    private void Collect(int pid, int status)
    {
        lock (_gate)
        {
            if (_running.Remove(pid, out var exit))
                exit.SetResult(ExitCode(status));
        }
    }

    // As a shell reports it: 128 + signal for a process that a signal ended.
    private static int ExitCode(int status) => (status & 0x7f) == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
}
