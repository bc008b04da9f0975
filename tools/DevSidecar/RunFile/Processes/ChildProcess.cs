namespace DemoApp.DevSidecar.RunFile.Processes;

/// <summary>A started child; <see cref="Exit"/> completes with its exit code.</summary>
internal sealed record ChildProcess(ProcessMark Mark, Task<int> Exit)
{
    public int Pid => Mark.Pid;
}
