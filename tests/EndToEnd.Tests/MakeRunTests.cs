using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests;

/// <summary><c>make run</c> as a user has it, on the real dapr.yaml with its ports changed to free ones.</summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class MakeRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("demo-app-").FullName;
    private readonly Dictionary<string, int> _ports = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task MakeRun_ReceiverCrashesThenCtrlC_OthersRunOnAndNothingIsLeft()
    {
        await using var run = ChildProcess.StartInGroup("make", ["run", "SIDECAR=dev", $"RUN_FILE={RunFile()}"]);
        var curl = await run.LineAsync("curl -X POST", seconds: 240);
        Assert.Equal(ReadmeCurlLine(), curl.Trim());

        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, await SendAsync(http));

        var receiver = Assert.Single(Descendants(run.Id), process => process.Command.EndsWith("/Receiver", StringComparison.Ordinal));
        receiver.Kill();
        await run.LineAsync("app \"receiver\" exited");
        Assert.Equal(HttpStatusCode.BadGateway, await SendAsync(http));

        var processes = Descendants(run.Id);
        Assert.True(processes.Count >= 4, $"only {processes.Count} processes: {run.Tail()}");
        run.SignalGroup(ChildProcess.SigInt);
        await run.ExitCodeAsync(20);

        Assert.All(processes, process => Assert.False(process.IsAlive, $"{process.Command} ({process.Id}) is left"));
        foreach (var port in _ports.Values)
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
    }

    [Fact]
    public async Task MakeRun_PortTaken_NamesThePortAndWhoHoldsIt()
    {
        var runFile = RunFile();
        using var taken = new TcpListener(IPAddress.Loopback, _ports["8001"]);
        taken.Start();
        await using var run = ChildProcess.StartInGroup("make", ["run", "SIDECAR=dev", $"RUN_FILE={runFile}"]);

        Assert.NotEqual(0, await run.ExitCodeAsync(240));
        Assert.Contains(run.Lines, line => line.Contains($"{_ports["8001"]}", StringComparison.Ordinal)
            && line.Contains($"{Environment.ProcessId}", StringComparison.Ordinal)
            && line.Contains("receiver", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MakeRun_DaprCliAndDaprdInstalled_UsesThem()
    {
        // A recording stand-in: what the CLI does with the file is the CLI's own matter, and is tried where one is installed.
        var bin = Directory.CreateDirectory(Path.Combine(_folder, ".dapr/bin")).FullName;
        foreach (var name in (string[])["dapr", "daprd"])
        {
            var file = Path.Combine(bin, name);
            await File.WriteAllTextAsync(file, "#!/bin/sh\necho \"stand-in called: dapr $*\"\n", TestContext.Current.CancellationToken);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var runFile = RunFile();
        await using var run = ChildProcess.StartInGroup("make", ["run", $"RUN_FILE={runFile}"], new Dictionary<string, string?>
        {
            ["PATH"] = $"{bin}:{Environment.GetEnvironmentVariable("PATH")}",
            ["DAPR_RUNTIME_PATH"] = _folder,
        });

        await run.LineAsync($"stand-in called: dapr run -f {runFile}", seconds: 240);
        Assert.Equal(0, await run.ExitCodeAsync());
    }

    private static string ReadmeCurlLine() =>
        File.ReadLines(Path.Combine(Repository.Root, "README.md")).First(line => line.StartsWith("curl -X POST", StringComparison.Ordinal));

    private async Task<HttpStatusCode> SendAsync(HttpClient http)
    {
        using var content = new ByteArrayContent("""{"request_id":"make-run"}"""u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        using var answer = await http.PostAsync(new Uri($"http://127.0.0.1:{_ports["8000"]}/send"), content);
        return answer.StatusCode;
    }

    /// <summary>The repository's dapr.yaml with free ports, and with its own name registry.</summary>
    private string RunFile()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "dapr.yaml"));
        text = PortPattern().Replace(text, match =>
        {
            var port = match.Value;
            return _ports.TryGetValue(port, out var chosen) ? $"{chosen}" : $"{_ports[port] = FreePort.Next()}";
        });
        text = text.Replace("appDirPath: .", $"appDirPath: {Repository.Root}", StringComparison.Ordinal)
            .Replace("./components", $"{Repository.Root}/components", StringComparison.Ordinal);
        var configuration = File.ReadAllText(Path.Combine(Repository.Root, "components/configuration/local.yaml"));
        File.WriteAllText(Path.Combine(_folder, "local.yaml"), configuration.Replace(".dapr/names.db", $"{_folder}/names.db", StringComparison.Ordinal));
        text = text.Replace($"{Repository.Root}/components/configuration/local.yaml", $"{_folder}/local.yaml", StringComparison.Ordinal);
        var file = Path.Combine(_folder, "dapr.yaml");
        File.WriteAllText(file, text);
        Assert.Equal(8, _ports.Count);
        return file;
    }

    private static List<RunningProcess> Descendants(int root)
    {
        var all = Directory.GetDirectories("/proc").Select(folder => Path.GetFileName(folder)!).Where(name => char.IsAsciiDigit(name[0]))
            .Select(RunningProcess.Read).OfType<RunningProcess>().ToList();
        var found = new HashSet<int> { root };
        while (all.Any(process => found.Contains(process.Parent) && found.Add(process.Id)))
        {
        }

        return [.. all.Where(process => process.Id != root && found.Contains(process.Id))];
    }

    [GeneratedRegex(@"\b(8000|8001|3500|3510|500\d\d)\b")]
    private static partial Regex PortPattern();

    private sealed record RunningProcess(int Id, int Parent, string Command, string StartTime)
    {
        public bool IsAlive => Read(Id.ToString(CultureInfo.InvariantCulture))?.StartTime == StartTime;

        public static RunningProcess? Read(string id)
        {
            try
            {
                // The command's name in parentheses may have spaces; the fields behind it are 4 (parent) and 22 (start time) of proc(5).
                var stat = File.ReadAllText($"/proc/{id}/stat");
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                var command = File.ReadAllText($"/proc/{id}/cmdline").Split('\0')[0];
                return fields[0] == "Z" ? null : new RunningProcess(int.Parse(id, CultureInfo.InvariantCulture), int.Parse(fields[1], CultureInfo.InvariantCulture), command, fields[19]);
            }
            catch (IOException)
            {
                return null;
            }
        }

        public void Kill()
        {
            using var process = System.Diagnostics.Process.GetProcessById(Id);
            process.Kill();
        }
    }
}
