using System.Diagnostics;
using DemoApp.DevSidecar.RunFile.Output;

namespace DemoApp.DevSidecar.RunFile.Running;

/// <summary>Says when a run has become ready, or after a while why it has not.</summary>
internal sealed class ReadyAnnouncement(IReadOnlyList<AppRun> runs, RunRecord record, RunConsole console, RunOptions options)
{
    public async Task WaitAsync(CancellationToken over)
    {
        var clock = Stopwatch.StartNew();
        using var readiness = new Readiness(runs);
        try
        {
            await readiness.WaitAsync(options.ReadyTimeout, SayMissing, over);
            record.SaveReady();
            console.Say(string.Join(Environment.NewLine, ReadyLines.Of(runs, clock.Elapsed, options.ReadyMessage)));
        }
        catch (OperationCanceledException)
        {
            // The run is over before everything was ready.
        }
    }

    private void SayMissing(IReadOnlyList<string> missing)
    {
        var lines = missing.Select(reason => $"  {reason}");
        console.Say(string.Join(
            Environment.NewLine, [$"Not ready after {options.ReadyTimeout.TotalSeconds:0} s; everything else keeps running:", .. lines]));
    }
}
