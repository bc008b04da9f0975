using System.CommandLine;
using DemoApp.DevSidecar.RunFile.Output;
using DemoApp.DevSidecar.RunFile.Parsing;
using DemoApp.DevSidecar.RunFile.Ports;
using DemoApp.DevSidecar.RunFile.Running;
using DemoApp.DevSidecar.RunFile.State;

namespace DemoApp.DevSidecar.RunFile;

/// <summary>The subcommand <c>run</c>: reads the run file, checks it, then starts everything in it.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var runFile = RunFileOption.Create();
        var sidecar = new Option<string?>("--sidecar") { Description = "Another daprd to start instead of this tool (also DAPRD)", HelpName = "path" };
        var message = new Option<string?>("--ready-message") { Description = "A text to end with once everything is ready", HelpName = "text" };
        var timeout = new Option<int>("--ready-timeout")
        {
            Description = "After how many seconds to say what is not ready",
            HelpName = "seconds",
            DefaultValueFactory = _ => 120,
        };
        var check = new Option<bool>("--check") { Description = "Only read the file and look whether its ports are free" };
        var command = new Command("run", "Run the apps of a Dapr run file, each with its sidecar") { runFile, sidecar, message, timeout, check };
        // Not asynchronous on purpose: System.CommandLine gives an asynchronous action two seconds after a signal, and stopping may take longer.
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(runFile),
            new(parsed.GetValue(sidecar), parsed.GetValue(message), TimeSpan.FromSeconds(parsed.GetValue(timeout)), parsed.GetValue(check))));
        return command;
    }

    private static int Run(string fileOrFolder, RunOptions options)
    {
        if (OperatingSystem.IsWindows())
            return Fail("run needs Linux or macOS");
        if (RunFileLocation.Find(fileOrFolder, out var error) is not { } file || SidecarProgram.Find(options.Sidecar, out error) is not { } program)
            return Fail(error);
        var config = RunFileReader.Read(file);
        var ports = config.RunFileFindings.HasErrors ? null : PlanPorts(config);
        foreach (var diagnostic in config.RunFileFindings.All)
            Console.Error.WriteLine(diagnostic);
        if (ports is null || config.RunFileFindings.HasErrors)
            return Fail("nothing was started");
        if (options.CheckOnly)
            return 0;

        try
        {
            return Run(config, ports, program, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(e.Message);
        }
    }

    private static int Run(RunFileConfig config, IReadOnlyDictionary<string, AppPorts> ports, IReadOnlyList<string> program, RunOptions options)
    {
        var console = new RunConsole(Console.Out, RunConsole.WantsColours, PrefixWidth(config));
        var logs = new LogFiles(DateTime.Now);
        AppRun[] runs = [.. config.Apps.Select((app, index) => new AppRun(app, ports[app.AppId], index, console, logs))];
        RunStateFolder.Clear(RunStateFolder.KeyOf(config.FullPath, Environment.ProcessId));
        var record = new RunRecord(config, runs, console);
        try
        {
            var run = new MultiAppRun(runs, record, console, program);
            return run.RunAsync(config.FullPath, new ReadyAnnouncement(runs, record, console, options)).GetAwaiter().GetResult();
        }
        finally
        {
            record.Delete();
            foreach (var run in runs)
                run.Dispose();
        }
    }

    private static IReadOnlyDictionary<string, AppPorts>? PlanPorts(RunFileConfig config)
    {
        if (RunStateFolder.LoadLiving().FirstOrDefault(run => run.RunFile == config.FullPath) is not { } other)
            return PortPlan.Make(config);
        config.RunFileFindings.Error(1, other.Runner.IsAlive
            ? $"this run file runs already (pid {other.Runner.Pid}); stop it with: stop -f {config.FullPath}"
            : $"processes of an earlier run are left, whose runner was killed; stop them with: stop -f {config.FullPath}");
        return null;
    }

    private static int PrefixWidth(RunFileConfig config) => config.Apps.Max(app =>
        app.AppId.Length + (app.DaprdLog.HasFlag(LogDestination.Console) ? " daprd".Length : 0));

    private static int Fail(string reason)
    {
        Console.Error.WriteLine(reason);
        return 1;
    }
}
