using DemoApp.DevSidecar.RunFile.Output;
using DemoApp.DevSidecar.RunFile.Processes;
using DemoApp.DevSidecar.RunFile.State;

namespace DemoApp.DevSidecar.RunFile.Running;

/// <summary>Runs the apps of a run file with their sidecars, from the first start to the last exit.</summary>
internal sealed class MultiAppRun(IReadOnlyList<AppRun> runs, RunRecord record, RunConsole console, IReadOnlyList<string> sidecarProgram)
{
    private static readonly TimeSpan SidecarPatience = TimeSpan.FromSeconds(60);

    private readonly ChildProcesses _children = new();
    private readonly Lock _startGate = new();
    private bool _isStopping;

    /// <summary>Returns the exit code of the whole run.</summary>
    public async Task<int> RunAsync(string runFile, ReadyAnnouncement announcement)
    {
        using var signals = new StopSignals();
        using var over = new CancellationTokenSource();
        record.Save();
        using var watchdog = new Watchdog(_children, runFile);
        var registry = RunStateFolder.RegistryOf(record.Key);
        var allEnded = Task.WhenAll([.. runs.Select(run => LiveAsync(run, registry, over.Token))]);
        var announced = announcement.WaitAsync(over.Token);
        await Task.WhenAny(allEnded, signals.Asked);
        lock (_startGate)
            _isStopping = true;
        await over.CancelAsync();
        await announced;
        if (signals.Asked.IsCompleted)
            console.Say("Stopping; a second Ctrl-C kills at once.");
        Stop(watchdog, signals.Kill);
        if (signals.Kill.IsCancellationRequested)
            return 130;
        return signals.Asked.IsCompleted || (await allEnded).All(code => code == 0) ? 0 : 1;
    }

    /// <summary>Starts one app with its sidecar and tells how they end; returns the app's exit code.</summary>
    private async Task<int> LiveAsync(AppRun run, string registry, CancellationToken over)
    {
        try
        {
            run.StartSidecar(_children, sidecarProgram, registry);
            record.Update();
            var sidecar = WatchSidecarAsync(run);
            if (run.App.Executable is null)
                return await sidecar;
            // The CLI's rule: an app with a port starts at once (its sidecar waits for it), one without waits for its sidecar.
            if (run.Ports.App is null)
                await SidecarPorts.WaitAsync(run, SidecarPatience, over);
            lock (_startGate)
            {
                if (_isStopping)
                    return 0;
                run.StartApp(_children);
            }

            Announce(run);
            return await WatchAppAsync(run);
        }
        catch (IOException e)
        {
            console.Say($"app \"{run.App.AppId}\": {e.Message}");
            return 127;
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }

    private void Announce(AppRun run)
    {
        record.Update();
        var (app, ports) = (run.App, run.Ports);
        console.Say(
            $"app \"{app.AppId}\" started: pid {run.AppProcess?.Pid}, sidecar pid {run.SidecarProcess?.Pid}, " +
            $"HTTP port {ports.Http}, gRPC port {ports.Grpc}, logs in {Path.GetDirectoryName(run.DaprdLogFile)}");
    }

    private async Task<int> WatchAppAsync(AppRun run)
    {
        var code = await run.AppEnded();
        if (!_isStopping)
        {
            var others = runs.Any(other => other != run && other.IsRunning) ? "; the others keep running" : "";
            console.Say($"app \"{run.App.AppId}\" exited with code {code}{others}");
            record.Update();
        }

        return code;
    }

    private async Task<int> WatchSidecarAsync(AppRun run)
    {
        var code = await run.SidecarEnded();
        if (!_isStopping)
        {
            console.Say($"the sidecar of \"{run.App.AppId}\" exited with code {code}, see {run.DaprdLogFile}");
            record.Update();
        }

        return code;
    }

    private void Stop(Watchdog watchdog, CancellationToken killNow)
    {
        IReadOnlyCollection<int> sidecars = [.. runs.Select(run => run.SidecarProcess?.Pid).OfType<int>()];
        IReadOnlyCollection<int> apps = [.. runs.Select(run => run.AppProcess?.Pid).OfType<int>()];
        // On Linux every descendant is found below this process, whatever session it has moved to.
        IReadOnlyList<int> FindApps() => OperatingSystem.IsLinux()
            ? ProcessTree.OfThisProcessExcept([.. sidecars, watchdog.Session])
            : ProcessTree.Of(apps);
        IReadOnlyList<int> FindSidecars() => OperatingSystem.IsLinux()
            ? ProcessTree.OfThisProcessExcept([watchdog.Session])
            : ProcessTree.Of(sidecars);
        foreach (var line in RunStop.Run(FindApps, FindSidecars, killNow))
            console.Say(line);
        foreach (var run in runs)
            run.DrainOutput();
    }
}
