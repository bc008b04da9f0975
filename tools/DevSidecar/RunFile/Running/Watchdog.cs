using System.IO.Pipes;
using DemoApp.DevSidecar.RunFile.Processes;

namespace DemoApp.DevSidecar.RunFile.Running;

/// <summary>Cleans up when the runner itself is killed and can stop nothing any more.</summary>
/// <remarks>
/// A shell that reads from a pipe nobody writes to. The pipe ends when the runner does, however it ended; the shell then
/// becomes <c>stop -f</c>, which works from the run's state file. An orderly run ends its watchdog first.
/// </remarks>
internal sealed class Watchdog : IDisposable
{
    private readonly AnonymousPipeServerStream _pipe = new(PipeDirection.Out, HandleInheritability.None);
    private readonly ChildProcess _shell;

    public Watchdog(ChildProcesses children, string runFile)
    {
        _shell = children.Start(new(
            "/bin/sh",
            ["sh", "-c", "read -r _; exec \"$@\"", "watchdog", .. OwnExecutable.Command, "stop", "-f", runFile],
            Environment.CurrentDirectory,
            ChildEnvironment.Own())
        { Input = _pipe.ClientSafePipeHandle });
        _pipe.DisposeLocalCopyOfClientHandle();
    }

    public int Session => _shell.Pid;

    public void Dispose()
    {
        _ = Posix.Kill(_shell.Pid, Posix.SigKill);
        _shell.Exit.Wait();
        _pipe.Dispose();
    }
}
