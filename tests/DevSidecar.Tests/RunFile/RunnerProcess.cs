using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using DemoApp.DevSidecar.RunFile.Processes;

namespace DemoApp.DevSidecar.Tests.RunFile;

/// <summary>The real DevSidecar executable with a run file, its output so far, and everything it has started.</summary>
internal sealed class RunnerProcess : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly StringBuilder _output = new();
    private readonly string _marker = $"runfile-{Guid.NewGuid():N}";
    private readonly Process _process;

    private RunnerProcess(string stateFolder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "DevSidecar"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DEVSIDECAR_STATE"] = stateFolder;
        start.Environment["RUNFILE_TESTS_MARKER"] = _marker;
        start.Environment[StubProgram.Switch] = "1";
        start.Environment.Remove("DAPRD");
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Collect;
        _process.ErrorDataReceived += Collect;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public int Pid => _process.Id;

    /// <summary>The pids of everything this runner has started and that still lives, at any depth, whatever it has become.</summary>
    public IReadOnlyList<int> Living => OperatingSystem.IsLinux()
        ? [.. ProcessEntry.ReadAll().Where(entry => !entry.IsZombie && entry.Pid != Pid && HasMarker(entry.Pid)).Select(entry => entry.Pid)]
        : [];

    public static RunnerProcess Run(TempFolder folder, string runFile, params string[] more) =>
        new(folder.At("state"), ["run", "-f", folder.Write("dapr.yaml", runFile), "--sidecar", StubProgram.Path, .. more]);

    public static RunnerProcess Command(TempFolder folder, params string[] arguments) => new(folder.At("state"), arguments);

    /// <summary>What <c>list</c> says of the runs of this folder.</summary>
    public static async Task<IReadOnlyList<JsonElement>> List(TempFolder folder)
    {
        using var list = Command(folder, "list", "--json");
        Assert.Equal(0, await list.Ends());
        using var document = JsonDocument.Parse(list.Output);
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    public void Signal(int signal) => Assert.Equal(0, Posix.Kill(Pid, signal));

    /// <summary>Waits until the output contains the text.</summary>
    public Task Says(string text) => Until(() => Output.Contains(text, StringComparison.Ordinal), $"the output has \"{text}\"");

    /// <summary>Waits for the end and returns the exit code.</summary>
    public async Task<int> Ends()
    {
        await Until(() => _process.HasExited, "the runner has ended");
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async Task Until(Func<bool> condition, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            if (clock.Elapsed > Deadline)
                Assert.Fail($"after {Deadline.TotalSeconds} s it is still not so that {what}. The output is:\n{Output}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        foreach (var pid in Living)
            _ = Posix.Kill(pid, Posix.SigKill);
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        // The watchdog of a killed runner may have started a `stop` meanwhile.
        foreach (var pid in Living)
            _ = Posix.Kill(pid, Posix.SigKill);
        _process.Dispose();
    }

    private bool HasMarker(int pid)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/environ")).Contains(_marker, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Collect(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            if (line.Data is not null)
                _output.Append(line.Data).Append('\n');
        }
    }
}
