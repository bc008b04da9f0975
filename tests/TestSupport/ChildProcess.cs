using System.Collections.Concurrent;
using System.Diagnostics;

namespace DemoApp.TestSupport;

/// <summary>A real process that a test started, with all it printed; it is gone when the test is.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>A closed terminal.</summary>
    public const int SigHup = 1;

    /// <summary>Ctrl-C.</summary>
    public const int SigInt = 2;

    /// <summary>The end that cannot be refused.</summary>
    public const int SigKill = 9;

    /// <summary>A polite request to end.</summary>
    public const int SigTerm = 15;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource _outputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _openStreams = 2;
    private bool _disposed;

    private ChildProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, e) => Take(e.Data);
        process.ErrorDataReceived += (_, e) => Take(e.Data);
    }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>True once the process has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>What it printed so far, standard output and error together, line by line.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    /// <summary>Starts <paramref name="path"/>; a null value takes a variable out of the environment.</summary>
    public static ChildProcess Start(
        string path, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? workingDirectory = null)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = workingDirectory ?? Repository.Root,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var child = new ChildProcess(new Process { StartInfo = start });
        child._process.Start();
        child._process.StandardInput.Close();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Starts <paramref name="path"/> as the head of a process group of its own.</summary>
    public static ChildProcess StartInGroup(string path, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null) =>
        Start("setsid", [path, .. arguments], environment);

    /// <summary>Sends a signal to the process and all its group, as a terminal does; for a process that <see cref="StartInGroup"/> started.</summary>
    /// <exception cref="InvalidOperationException">The process is gone already.</exception>
    public void SignalGroup(int signal) => Signals.Send(-_process.Id, signal);

    /// <summary>Sends a signal to this one process.</summary>
    /// <exception cref="InvalidOperationException">The process is gone already.</exception>
    public void Signal(int signal) => Signals.Send(_process.Id, signal);

    /// <summary>Waits for the end and returns the exit code.</summary>
    /// <exception cref="TimeoutException">It still runs; the message has its last lines.</exception>
    public async Task<int> ExitCodeAsync(int seconds = 30)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
            await _outputEnded.Task.WaitAsync(deadline.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{_process.StartInfo.FileName} still runs after {seconds} s. Its last lines:\n{Tail()}");
        }
    }

    /// <summary>Waits until a line has <paramref name="text"/>, and returns that line.</summary>
    public async Task<string> LineAsync(string text, int seconds = 30)
    {
        string? found = null;
        try
        {
            await Eventually.TrueAsync(
                () => (found = _lines.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal))) is not null || _outputEnded.Task.IsCompleted,
                $"a line with \"{text}\"", TimeSpan.FromSeconds(seconds));
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}. The last lines:\n{Tail()}");
        }

        return found ?? throw new InvalidOperationException($"{_process.StartInfo.FileName} ended without a line with \"{text}\":\n{Tail()}");
    }

    /// <summary>The last lines it printed.</summary>
    public string Tail(int lines = 40) => string.Join('\n', _lines.TakeLast(lines));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is not null)
        {
            _lines.Enqueue(line);
        }
        else if (Interlocked.Decrement(ref _openStreams) == 0)
        {
            _outputEnded.TrySetResult();
        }
    }
}
