using System.Diagnostics;
using DemoApp.DevSidecar.RunFile.Processes;
using DemoApp.TestSupport;
using static DemoApp.DevSidecar.Tests.RunFile.LoopbackPorts;

namespace DemoApp.DevSidecar.Tests.RunFile;

public sealed class StopAndListTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly int _first = FreePort.Next();
    private readonly int _second = FreePort.Next();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Stop_ends_the_run_of_that_file_and_says_so()
    {
        using var runner = await ReadyRun();

        using var stop = RunnerProcess.Command(_folder, "stop", "-f", _folder.At("dapr.yaml"));

        Assert.Equal(0, await stop.Ends());
        Assert.Contains($"stopped {_folder.At("dapr.yaml")}", stop.Output, StringComparison.Ordinal);
        Assert.Equal(0, await runner.Ends());
        Assert.Empty(runner.Living);
        Assert.True(IsFree(_first) && IsFree(_second));
    }

    [Fact]
    public async Task Stop_of_a_file_that_does_not_run_says_so_and_fails()
    {
        using var runner = await ReadyRun();
        _folder.Write("other/dapr.yaml", "");

        using var stop = RunnerProcess.Command(_folder, "stop", "-f", _folder.At("other"));

        Assert.Equal(1, await stop.Ends());
        Assert.Contains($"nothing runs from {_folder.At("other", "dapr.yaml")}", stop.Output, StringComparison.Ordinal);
        Assert.True(Answers(_first));
    }

    [Fact]
    public async Task What_a_killed_runner_leaves_is_cleaned_up_by_itself()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "living processes are found through /proc");
        using var runner = await ReadyRun();

        runner.Signal(Posix.SigKill);

        await runner.Until(() => runner.Living.Count == 0, "nothing is left");
        Assert.True(IsFree(_first) && IsFree(_second));
        await runner.Until(() => Directory.GetFileSystemEntries(_folder.At("state")).Length == 0, "the state file is gone");
    }

    [Fact]
    public async Task What_is_left_when_the_watchdog_was_killed_too_is_listed_and_stopped_by_stop()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the watchdog is found through /proc");
        using var runner = await ReadyRun();
        var watchdog = Assert.Single(runner.Living, pid => File.ReadAllText($"/proc/{pid}/cmdline").Contains("watchdog", StringComparison.Ordinal));
        Assert.Equal(0, Posix.Kill(watchdog, Posix.SigKill));
        runner.Signal(Posix.SigKill);
        await runner.Ends();
        Assert.All(await RunnerProcess.List(_folder), app => Assert.Equal("left by a killed run", app.GetProperty("status").GetString()));
        Assert.True(Answers(_first));

        using var again = RunnerProcess.Command(_folder, "run", "-f", _folder.At("dapr.yaml"), "--sidecar", StubProgram.Path);
        Assert.Equal(1, await again.Ends());
        Assert.Contains("processes of an earlier run are left", again.Output, StringComparison.Ordinal);
        using var stop = RunnerProcess.Command(_folder, "stop", "-f", _folder.At("dapr.yaml"));

        Assert.Equal(0, await stop.Ends());
        Assert.Contains("stopped what the killed run of", stop.Output, StringComparison.Ordinal);
        Assert.Empty(runner.Living);
    }

    [Fact]
    public async Task What_is_left_of_a_killed_run_is_found_also_in_a_session_of_its_own()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/setsid"), "this system has no setsid");
        using var runner = RunnerProcess.Run(_folder, """
            version: 1
            apps:
              - { appID: parent, appDirPath: ., command: [sh, -c, "setsid sh -c 'trap \"\" TERM; echo detached; while :; do sleep 0.2; done' & wait"] }
            """);
        await runner.Says("| detached");

        runner.Signal(Posix.SigKill);

        await runner.Until(() => runner.Living.Count == 0, "nothing is left");
    }

    [Fact]
    public async Task List_shows_what_runs_with_ports_and_pids()
    {
        using var runner = await ReadyRun();

        var apps = await RunnerProcess.List(_folder);

        Assert.Equal(["one", "two"], apps.Select(app => app.GetProperty("appId").GetString()));
        var one = apps[0];
        Assert.Equal(_folder.At("dapr.yaml"), one.GetProperty("runFile").GetString());
        Assert.Equal("two-apps", one.GetProperty("runName").GetString());
        Assert.Equal(_first, one.GetProperty("appPort").GetInt32());
        Assert.Equal(runner.Pid, one.GetProperty("runnerPid").GetInt32());
        Assert.Equal("ready", one.GetProperty("status").GetString());
        Assert.True(Answers(one.GetProperty("httpPort").GetInt32()) && Answers(one.GetProperty("grpcPort").GetInt32()));
        Assert.True(ProcessMark.Of(one.GetProperty("appPid").GetInt32()).IsAlive);
        Assert.True(ProcessMark.Of(one.GetProperty("sidecarPid").GetInt32()).IsAlive);
    }

    [Fact]
    public async Task List_as_a_table_has_one_row_per_app()
    {
        using var runner = await ReadyRun();

        using var list = RunnerProcess.Command(_folder, "list");
        await list.Ends();

        var rows = list.Output.TrimEnd().Split('\n');
        Assert.Equal(3, rows.Length);
        Assert.Matches("^RUN FILE +APP ID +APP PORT +HTTP PORT +GRPC PORT +APP PID +SIDECAR PID +AGE +STATUS$", rows[0]);
        Assert.Matches($@"dapr\.yaml +one +{_first} +\d+ +\d+ +\d+ +\d+ +\d+s +ready$", rows[1]);
    }

    [Fact]
    public async Task Nothing_is_listed_and_no_state_is_left_once_all_has_ended()
    {
        using (var runner = await ReadyRun())
        {
            runner.Signal(Posix.SigTerm);
            await runner.Ends();
        }

        using var list = RunnerProcess.Command(_folder, "list");

        Assert.Equal(0, await list.Ends());
        Assert.Equal("nothing runs\n", list.Output);
    }

    [Fact]
    public async Task State_whose_pid_belongs_to_another_process_by_now_is_removed()
    {
        using var stranger = Process.Start("sleep", "60");
        var mark = $$"""{ "pid": {{stranger.Id}}, "start": "1" }""";
        _folder.Write("state/old/run.json", $$"""
            {
              "key": "old", "runFile": "{{_folder.At("dapr.yaml")}}", "name": "", "runner": {{mark}}, "startedAt": "2020-01-01T00:00:00Z", "isReady": true,
              "apps": [ { "appId": "a", "ports": { "http": 1, "grpc": 2, "internalGrpc": 3, "metrics": 4 }, "app": {{mark}}, "sidecar": {{mark}} } ]
            }
            """);

        using var stop = RunnerProcess.Command(_folder, "stop", "-f", _folder.At("dapr.yaml"));

        var exitCode = await stop.Ends();
        var strangerLives = !stranger.HasExited;
        stranger.Kill();
        Assert.True(strangerLives, "a stranger was stopped");
        Assert.Equal(1, exitCode);
        Assert.False(Directory.Exists(_folder.At("state", "old")));
    }

    [Fact]
    public async Task The_same_run_file_does_not_run_twice()
    {
        using var runner = await ReadyRun();

        using var again = RunnerProcess.Command(_folder, "run", "-f", _folder.At("dapr.yaml"), "--sidecar", StubProgram.Path);

        Assert.Equal(1, await again.Ends());
        Assert.Contains($"this run file runs already (pid {runner.Pid})", again.Output, StringComparison.Ordinal);
        Assert.True(Answers(_first));
    }

    private async Task<RunnerProcess> ReadyRun()
    {
        var runner = RunnerProcess.Run(_folder, RunFiles.TwoApps(_first, _second));
        await runner.Says("Ready after");
        return runner;
    }
}
