using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests;

/// <summary><c>make run</c> as a user has it, on the real dapr.yaml with its ports changed to free ones.</summary>
[UnsupportedOSPlatform("windows")]
[Collection("make run")]
public sealed class MakeRunTests : IDisposable
{
    private readonly RunFileCopy _runFile = new();

    public void Dispose() => _runFile.Dispose();

    [Fact]
    public async Task MakeRun_ReceiverCrashesThenCtrlC_OthersRunOnAndNothingIsLeft()
    {
        await using var run = ChildProcess.StartInGroup("make", ["run", "SIDECAR=dev", "VIEWER=false", $"RUN_FILE={_runFile.Path}"]);
        var curl = await run.LineAsync("curl -X POST", seconds: 240);
        Assert.Equal(ReadmeCurlLine(), curl.Trim());

        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, await SendAsync(http));

        var receiver = Assert.Single(RunningProcess.DescendantsOf(run.Id), process => process.Command.EndsWith("/Receiver", StringComparison.Ordinal));
        receiver.Kill();
        await run.LineAsync("app \"receiver\" exited");
        Assert.Equal(HttpStatusCode.BadGateway, await SendAsync(http));

        var processes = RunningProcess.DescendantsOf(run.Id);
        Assert.True(processes.Count >= 4, $"only {processes.Count} processes: {run.Tail()}");
        run.SignalGroup(ChildProcess.SigInt);
        await run.ExitCodeAsync(20);

        Assert.All(processes, process => Assert.False(process.IsAlive, $"{process.Command} ({process.Id}) is left"));
        Assert.All(_runFile.AllPorts, RunFileCopy.AssertFree);
    }

    [Fact]
    public async Task MakeRun_PortTaken_NamesThePortAndWhoHoldsIt()
    {
        using var taken = new TcpListener(IPAddress.Loopback, _runFile["8001"]);
        taken.Start();
        await using var run = ChildProcess.StartInGroup("make", ["run", "SIDECAR=dev", "VIEWER=false", $"RUN_FILE={_runFile.Path}"]);

        Assert.NotEqual(0, await run.ExitCodeAsync(240));
        Assert.Contains(run.Lines, line => line.Contains($"{_runFile["8001"]}", StringComparison.Ordinal)
            && line.Contains($"{Environment.ProcessId}", StringComparison.Ordinal)
            && line.Contains("receiver", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "dapr.yaml")]
    [InlineData("tenant2", ".dapr/run/dapr.yaml")]
    public async Task MakeRun_DaprCliAndDaprdInstalled_UsesThemAndPassesCtrlCOn(string tenants, string runFile)
    {
        // A recording stand-in: what the CLI does with the file is the CLI's own matter, and is tried where one is installed.
        await using var run = ChildProcess.StartInGroup(
            "make", ["run", "VIEWER=false", $"RUN_FILE={_runFile.Path}", $"TENANTS={tenants}"], WithDapr("""
                #!/bin/sh
                trap 'echo "stand-in stops"; exit 0' INT
                echo "stand-in called: dapr $*"
                while :; do sleep 0.1; done
                """));

        await run.LineAsync($"stand-in called: dapr run -f {Path.Combine(_runFile.Folder, runFile)}", seconds: 240);
        run.SignalGroup(ChildProcess.SigInt);
        await run.LineAsync("stand-in stops");
        await run.ExitCodeAsync();
    }

    [Fact]
    public async Task MakeRun_DaprCliFails_FailsToo()
    {
        await using var run = ChildProcess.StartInGroup("make", ["run", "VIEWER=false", $"RUN_FILE={_runFile.Path}"], WithDapr("#!/bin/sh\nexit 7\n"));

        Assert.NotEqual(0, await run.ExitCodeAsync(240));
    }

    private static string ReadmeCurlLine() =>
        File.ReadLines(Path.Combine(Repository.Root, "README.md")).First(line => line.StartsWith("curl -X POST", StringComparison.Ordinal));

    /// <summary>An environment in which a script is the Dapr CLI, and its daprd is installed.</summary>
    private Dictionary<string, string?> WithDapr(string script)
    {
        var bin = Directory.CreateDirectory(Path.Combine(_runFile.Folder, ".dapr/bin")).FullName;
        foreach (var name in (string[])["dapr", "daprd"])
        {
            var file = Path.Combine(bin, name);
            File.WriteAllText(file, script);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return new()
        {
            ["PATH"] = $"{bin}:{Environment.GetEnvironmentVariable("PATH")}",
            ["DAPR_RUNTIME_PATH"] = _runFile.Folder,
        };
    }

    private async Task<HttpStatusCode> SendAsync(HttpClient http)
    {
        using var content = new ByteArrayContent("""{"request_id":"make-run"}"""u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        using var answer = await http.PostAsync(new Uri($"http://127.0.0.1:{_runFile["8000"]}/send"), content);
        return answer.StatusCode;
    }
}
