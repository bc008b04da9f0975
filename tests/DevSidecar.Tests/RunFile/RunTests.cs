using System.Net;
using System.Net.Sockets;
using DemoApp.DevSidecar.RunFile.Processes;
using DemoApp.TestSupport;
using static DemoApp.DevSidecar.Tests.RunFile.LoopbackPorts;

namespace DemoApp.DevSidecar.Tests.RunFile;

public sealed class RunTests : IDisposable
{
    private const int SigHup = 1;
    private const int SigInt = 2;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Output_is_prefixed_with_the_app_id_and_kept_in_log_files()
    {
        using var runner = RunnerProcess.Run(_folder, """
            version: 1
            common:
              daprdLogDestination: fileAndConsole
              env: { TENANT: one }
            apps:
              - appID: talker
                appDirPath: .
                command: [sh, -c, "printf 'first\\033[2J line\\nerr\\n' >&2; pwd; echo $APP_ID $TENANT; printf 'no end'"]
            """);

        Assert.Equal(0, await runner.Ends());

        Assert.Contains("\ntalker       | first line\n", runner.Output, StringComparison.Ordinal);
        Assert.Contains("\ntalker       | err\n", runner.Output, StringComparison.Ordinal);
        Assert.Contains($"talker       | {_folder.Path}\n", runner.Output, StringComparison.Ordinal);
        Assert.Contains("talker       | talker one\n", runner.Output, StringComparison.Ordinal);
        Assert.Contains("talker       | no end\n", runner.Output, StringComparison.Ordinal);
        Assert.Contains("talker daprd | sidecar --app-id talker --app-protocol http ", runner.Output, StringComparison.Ordinal);
        Assert.Contains($"talker daprd | in {_folder.Path}, TENANT=, registry={_folder.At("state")}", runner.Output, StringComparison.Ordinal);
        var app = Assert.Single(Directory.GetFiles(_folder.At(".dapr", "logs"), "talker_app_*.log"));
        Assert.Matches(@"talker_app_\d{14}\.log$", app);
        Assert.Equal($"first\u001b[2J line\nerr\n{_folder.Path}\ntalker one\nno end", File.ReadAllText(app));
        Assert.Contains("sidecar --app-id", File.ReadAllText(Assert.Single(Directory.GetFiles(_folder.At(".dapr", "logs"), "talker_daprd_*.log"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_destinations_decide_what_is_shown_and_what_is_filed()
    {
        using var runner = RunnerProcess.Run(_folder, """
            version: 1
            apps:
              - { appID: shown, appDirPath: ., appLogDestination: console, command: [echo, on the console] }
              - { appID: filed, appDirPath: ., appLogDestination: file, command: [echo, in the file] }
            """);

        await runner.Ends();

        Assert.Contains("shown | on the console", runner.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("in the file", runner.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("--app-id", runner.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.At(".dapr", "logs"), "shown_app_*"));
        Assert.Equal("in the file\n", File.ReadAllText(Assert.Single(Directory.GetFiles(_folder.At(".dapr", "logs"), "filed_app_*"))));
    }

    [Fact]
    public async Task Once_all_ports_answer_the_ready_lines_come_last()
    {
        var (first, second) = (FreePort.Next(), FreePort.Next());
        using var runner = RunnerProcess.Run(_folder, RunFiles.TwoApps(first, second), "--ready-message", "now try: curl");

        await runner.Says("now try: curl");

        var ready = runner.Output[runner.Output.IndexOf("Ready after", StringComparison.Ordinal)..].TrimEnd().Split('\n');
        Assert.Equal(4, ready.Length);
        Assert.Matches($@"^  one  http://127\.0\.0\.1:{first}  sidecar http://127\.0\.0\.1:\d+$", ready[1]);
        Assert.Matches($@"^  two  http://127\.0\.0\.1:{second}  sidecar http://127\.0\.0\.1:\d+$", ready[2]);
        Assert.Equal("now try: curl", ready[3]);
    }

    [Theory]
    [InlineData(SigInt)]
    [InlineData(Posix.SigTerm)]
    [InlineData(SigHup)]
    public async Task A_stop_signal_leaves_no_process_and_frees_the_ports(int signal)
    {
        var (first, second) = (FreePort.Next(), FreePort.Next());
        using var runner = RunnerProcess.Run(_folder, RunFiles.TwoApps(first, second));
        await runner.Says("Ready after");
        Assert.True(!OperatingSystem.IsLinux() || runner.Living.Count >= 4, "the search for living processes finds none");

        runner.Signal(signal);

        Assert.Equal(0, await runner.Ends());
        Assert.Empty(runner.Living);
        Assert.True(IsFree(first) && IsFree(second));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.At("state")));
    }

    [Fact]
    public async Task Grandchildren_end_with_the_run_also_when_their_parent_is_gone_or_they_have_a_session_of_their_own()
    {
        var detach = File.Exists("/usr/bin/setsid") ? "setsid sleep 302 &" : "";
        using var runner = RunnerProcess.Run(_folder, $$"""
            version: 1
            apps:
              - { appID: parent, appDirPath: ., command: [sh, -c, "(sleep 301 &) ; {{detach}} sleep 303 & echo started; wait; sleep 304"] }
            """);
        await runner.Says("| started");
        await runner.Until(() => !OperatingSystem.IsLinux() || runner.Living.Count >= 5, "all have started");

        runner.Signal(SigInt);

        Assert.Equal(0, await runner.Ends());
        Assert.Empty(runner.Living);
    }

    [Fact]
    public async Task An_app_that_ignores_SIGTERM_is_killed_after_the_grace()
    {
        using var runner = RunnerProcess.Run(_folder, """
            version: 1
            apps:
              - { appID: deaf, appDirPath: ., command: [sh, -c, "trap '' TERM; echo deaf now; while :; do sleep 0.2; done"] }
            """);
        await runner.Says("| deaf now");
        var clock = System.Diagnostics.Stopwatch.StartNew();

        runner.Signal(SigInt);

        Assert.Equal(0, await runner.Ends());
        Assert.InRange(clock.Elapsed.TotalSeconds, 4.5, 8.5);
        Assert.Contains("Killed what did not end on SIGTERM: pid ", runner.Output, StringComparison.Ordinal);
        Assert.Empty(runner.Living);
    }

    [Fact]
    public async Task A_second_signal_kills_at_once()
    {
        using var runner = RunnerProcess.Run(_folder, """
            version: 1
            apps:
              - { appID: deaf, appDirPath: ., command: [sh, -c, "trap '' TERM; echo deaf now; while :; do sleep 0.2; done"] }
            """);
        await runner.Says("| deaf now");
        var clock = System.Diagnostics.Stopwatch.StartNew();

        runner.Signal(SigInt);
        await runner.Says("Stopping");
        runner.Signal(SigInt);

        Assert.Equal(130, await runner.Ends());
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 4);
        Assert.Empty(runner.Living);
    }

    [Fact]
    public async Task An_app_that_crashes_leaves_the_others_running()
    {
        var port = FreePort.Next();
        using var runner = RunnerProcess.Run(_folder, $$"""
            version: 1
            apps:
              - { appID: stays, appDirPath: ., appPort: {{port}}, command: ["{{StubProgram.Path}}", stub-app, "{{port}}"] }
              - { appID: crashes, appDirPath: ., command: [sh, -c, "kill -ABRT $$"] }
            """);

        await runner.Says("app \"crashes\" exited with code 134; the others keep running");

        await runner.Until(() => Answers(port), "the other app answers");
    }

    [Fact]
    public async Task A_sidecar_that_dies_is_reported_and_its_app_keeps_running()
    {
        var port = FreePort.Next();
        using var runner = RunnerProcess.Run(_folder, RunFiles.TwoApps(port, FreePort.Next()));
        await runner.Says("Ready after");
        var listed = await RunnerProcess.List(_folder);

        Assert.Equal(0, Posix.Kill(listed[0].GetProperty("sidecarPid").GetInt32(), Posix.SigKill));

        await runner.Says("the sidecar of \"one\" exited with code 137, see ");
        Assert.True(Answers(port));
    }

    [Theory]
    [InlineData("exit 0", "exit 0", 0)]
    [InlineData("exit 0", "exit 3", 1)]
    public async Task The_run_ends_with_its_last_app(string first, string second, int exitCode)
    {
        using var runner = RunnerProcess.Run(_folder, $$"""
            version: 1
            apps:
              - { appID: one, appDirPath: ., command: [sh, -c, "{{first}}"] }
              - { appID: two, appDirPath: ., command: [sh, -c, "{{second}}"] }
            """);

        Assert.Equal(exitCode, await runner.Ends());
        Assert.Empty(runner.Living);
    }

    [Fact]
    public async Task A_run_that_does_not_become_ready_says_why_and_goes_on()
    {
        var (silent, gone) = (FreePort.Next(), FreePort.Next());
        using var runner = RunnerProcess.Run(_folder, $$"""
            version: 1
            apps:
              - { appID: silent, appDirPath: ., appPort: {{silent}}, command: [sleep, "300"] }
              - { appID: gone, appDirPath: ., appPort: {{gone}}, command: [sh, -c, "exit 4"] }
            """, "--ready-timeout", "1");

        await runner.Says("Not ready after 1 s");
        await runner.Says($"  app \"silent\" does not listen on its port {silent}\n  app \"gone\" exited with code 4\n");

        var apps = await RunnerProcess.List(_folder);
        Assert.Equal(["starting", "app exited (4)"], apps.Select(app => app.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task A_sidecar_that_ends_at_once_is_named_as_what_is_not_ready()
    {
        using var runner = RunnerProcess.Command(
            _folder, "run", "-f", _folder.Write("dapr.yaml", RunFiles.TwoApps(FreePort.Next(), FreePort.Next())), "--sidecar", "true", "--ready-timeout", "1");

        await runner.Says("the sidecar of \"one\" exited with code 0, see ");
        await runner.Says("\n  the sidecar of \"one\" exited with code 0, see ");
    }

    [Theory]
    [InlineData("appPort")]
    [InlineData("daprHTTPPort")]
    [InlineData("metricsPort")]
    public async Task A_port_in_use_is_reported_with_who_holds_it_and_nothing_is_started(string key)
    {
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;
        using var runner = RunnerProcess.Run(_folder, $"""
            version: 1
            apps:
              - appID: one
                appDirPath: .
                command: [echo, was started]
                {key}: {port}
            """);

        Assert.Equal(1, await runner.Ends());

        Assert.Contains($"{_folder.At("dapr.yaml")}:6: error: port {port}, the {key} of app \"one\", is in use: held by ", runner.Output, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
            Assert.Contains($"held by pid {Environment.ProcessId} (", runner.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("was started\n", runner.Output.Replace("nothing was started", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sidecar_alone_may_stand_before_an_app_that_already_listens()
    {
        using var app = new TcpListener(IPAddress.Loopback, 0);
        app.Start();
        using var runner = RunnerProcess.Run(_folder, $"""
            version: 1
            apps:
              - appID: in-the-debugger
                appDirPath: .
                appPort: {((IPEndPoint)app.LocalEndpoint).Port}
            """);

        await runner.Says("Ready after");
    }

    [Fact]
    public async Task A_wrong_run_file_starts_nothing()
    {
        using var runner = RunnerProcess.Run(_folder, "version: 1\napps:\n  - { appDirPath: ., comand: [touch, started] }\n");

        Assert.Equal(1, await runner.Ends());
        Assert.Contains("dapr.yaml:3: error: unknown key comand in apps, did you mean command?", runner.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.At("started")));
    }

    [Fact]
    public async Task The_folder_of_the_run_file_is_enough()
    {
        _folder.Write("dapr.yaml", "version: 1\napps:\n  - { appID: a, appDirPath: ., command: [echo, here I am] }\n");
        using var runner = RunnerProcess.Command(_folder, "run", "--run-file", _folder.Path, "--sidecar", StubProgram.Path);

        Assert.Equal(0, await runner.Ends());
        Assert.Contains("a | here I am", runner.Output, StringComparison.Ordinal);
    }
}
