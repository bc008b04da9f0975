using System.CommandLine;
using System.Diagnostics;
using DemoApp.DevSidecar.RunFile.Processes;
using DemoApp.DevSidecar.RunFile.Running;
using DemoApp.DevSidecar.RunFile.State;

namespace DemoApp.DevSidecar.RunFile;

/// <summary>The subcommand <c>stop</c>: ends the run that was started from a run file, and what a killed runner has left.</summary>
internal static class StopCommand
{
    // Longer than a runner takes to stop everything by itself.
    private static readonly TimeSpan RunnerPatience = TimeSpan.FromSeconds(12);

    public static Command Create()
    {
        var runFile = RunFileOption.Create();
        var command = new Command("stop", "Stop what was started from a run file") { runFile };
        command.SetAction(parsed => Stop(parsed.GetRequiredValue(runFile)));
        return command;
    }

    private static int Stop(string fileOrFolder)
    {
        // The run file may be gone by now; its path is enough.
        var path = Path.GetFullPath(RunFileLocation(fileOrFolder));
        var found = RunStateFolder.LoadLiving().Where(run => run.RunFile == path).ToList();
        if (found.Count == 0)
        {
            Console.Error.WriteLine($"nothing runs from {path}");
            return 1;
        }

        return found.TrueForAll(Stop) ? 0 : 1;
    }

    private static string RunFileLocation(string fileOrFolder) => Parsing.RunFileLocation.Find(fileOrFolder, out _) ?? fileOrFolder;

    private static bool Stop(RunState run)
    {
        var runnerWasAlive = run.Runner.IsAlive;
        if (runnerWasAlive)
            AskRunner(run.Runner);
        foreach (var line in RunStop.Run(() => run.FindLiving(app => app.App), () => run.FindLiving(app => app.Sidecar), CancellationToken.None))
            Console.WriteLine(line);
        if (run.HasLiving)
        {
            Console.Error.WriteLine($"could not stop everything that was started from {run.RunFile}: see list");
            return false;
        }

        RunStateFolder.Delete(run.Key);
        Console.WriteLine(runnerWasAlive ? $"stopped {run.RunFile}" : $"stopped what the killed run of {run.RunFile} had left");
        return true;
    }

    private static void AskRunner(ProcessMark runner)
    {
        _ = Posix.Kill(runner.Pid, Posix.SigTerm);
        var clock = Stopwatch.StartNew();
        while (runner.IsAlive && clock.Elapsed < RunnerPatience)
            Thread.Sleep(50);
        if (runner.IsAlive)
            _ = Posix.Kill(runner.Pid, Posix.SigKill);
    }
}
