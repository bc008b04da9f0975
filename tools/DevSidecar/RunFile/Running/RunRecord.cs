using DemoApp.DevSidecar.RunFile.Output;
using DemoApp.DevSidecar.RunFile.Parsing;
using DemoApp.DevSidecar.RunFile.Processes;
using DemoApp.DevSidecar.RunFile.State;

namespace DemoApp.DevSidecar.RunFile.Running;

/// <summary>Keeps this run's state file up to date while the run lasts.</summary>
internal sealed class RunRecord(RunFileConfig config, IReadOnlyList<AppRun> runs, RunConsole console)
{
    private readonly Lock _gate = new();
    private readonly ProcessMark _runner = ProcessMark.Of(Environment.ProcessId);
    private readonly DateTimeOffset _startedAt = DateTimeOffset.UtcNow;
    private bool _isReady;
    private bool _isDeleted;

    public string Key { get; } = RunStateFolder.KeyOf(config.FullPath, Environment.ProcessId);

    /// <summary>Saves what has changed; the run goes on if that fails, and <c>list</c> then shows what was before.</summary>
    public void Update()
    {
        try
        {
            Save();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            console.Say($"cannot update the state file of this run: {e.Message}");
        }
    }

    public void Save()
    {
        lock (_gate)
        {
            if (!_isDeleted)
                RunStateFolder.Save(new(Key, config.FullPath, config.Name, _runner, _startedAt, _isReady, [.. runs.Select(run => run.State)]));
        }
    }

    public void SaveReady()
    {
        _isReady = true;
        Update();
    }

    public void Delete()
    {
        lock (_gate)
        {
            _isDeleted = true;
            RunStateFolder.Delete(Key);
        }
    }
}
