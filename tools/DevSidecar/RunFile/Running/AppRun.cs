using DemoApp.DevSidecar.RunFile.Output;
using DemoApp.DevSidecar.RunFile.Parsing;
using DemoApp.DevSidecar.RunFile.Ports;
using DemoApp.DevSidecar.RunFile.Processes;
using DemoApp.DevSidecar.RunFile.State;

namespace DemoApp.DevSidecar.RunFile.Running;

/// <summary>One app with its sidecar while they run.</summary>
internal sealed class AppRun(RunFileApp app, AppPorts ports, int index, RunConsole console, LogFiles logs) : IDisposable
{
    private static readonly TimeSpan OutputPatience = TimeSpan.FromMilliseconds(500);

    private readonly ChildOutput? _appOutput = app.Executable is null ? null : new(
        app.AppLog, logs.OfApp(app.AppDirPath, app.AppId), console.ForChild(app.AppId, index), console.Say);

    private readonly ChildOutput _sidecarOutput = new(
        app.DaprdLog, logs.OfDaprd(app.AppDirPath, app.AppId), console.ForChild($"{app.AppId} daprd", index), console.Say);

    public RunFileApp App => app;

    public AppPorts Ports => ports;

    public ChildProcess? AppProcess { get; private set; }

    public ChildProcess? SidecarProcess { get; private set; }

    /// <summary>Whether the app still runs; of a sidecar alone, whether the sidecar does.</summary>
    public bool IsRunning => (app.Executable is null ? SidecarProcess : AppProcess) is null or { Exit.IsCompleted: false };

    public string DaprdLogFile => logs.OfDaprd(app.AppDirPath, app.AppId);

    public AppState State => new(
        app.AppId, ports, AppProcess?.Mark, SidecarProcess?.Mark, ExitCode(AppProcess), ExitCode(SidecarProcess));

    public void StartSidecar(ChildProcesses children, IReadOnlyList<string> program, string registry)
    {
        SidecarProcess = children.Start(
            new(program[0], [.. program, .. SidecarCommandLine.Of(app, ports)], app.AppDirPath, ChildEnvironment.OfSidecar(registry))
            {
                Output = _sidecarOutput.ChildEnd,
            });
        _sidecarOutput.Begin();
    }

    public void StartApp(ChildProcesses children)
    {
        AppProcess = children.Start(
            new(app.Executable!, app.Command, app.AppDirPath, ChildEnvironment.OfApp(app, ports)) { Output = _appOutput!.ChildEnd });
        _appOutput.Begin();
    }

    /// <summary>The exit code of the app, once its last output has been shown.</summary>
    public Task<int> AppEnded() => Ended(AppProcess!, _appOutput!);

    /// <summary>The exit code of the sidecar, once its last output has been shown.</summary>
    public Task<int> SidecarEnded() => Ended(SidecarProcess!, _sidecarOutput);

    /// <summary>Waits for what the ended processes have written last.</summary>
    public void DrainOutput()
    {
        Task[] open = [_sidecarOutput.Ended, .. AppProcess is null ? [] : new[] { _appOutput!.Ended }];
        Task.WaitAll(SidecarProcess is null ? open[1..] : open, OutputPatience);
    }

    public void Dispose()
    {
        _appOutput?.Dispose();
        _sidecarOutput.Dispose();
    }

    // A grandchild may hold the pipe open for as long as it likes; the news of the exit does not wait for it.
    private static async Task<int> Ended(ChildProcess process, ChildOutput output)
    {
        var code = await process.Exit;
        await Task.WhenAny(output.Ended, Task.Delay(OutputPatience));
        output.ShowPartialLine();
        return code;
    }

    private static int? ExitCode(ChildProcess? process) => process is { Exit.IsCompletedSuccessfully: true } ? process.Exit.Result : null;

}
