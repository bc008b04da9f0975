using System.IO.Pipes;
using System.Runtime.InteropServices;
using DemoApp.DevSidecar.RunFile.Parsing;

namespace DemoApp.DevSidecar.RunFile.Output;

/// <summary>Carries what one child writes to its log file, as it is, and to the console, line by line.</summary>
internal sealed class ChildOutput : IDisposable
{
    private readonly AnonymousPipeServerStream _pipe = new(PipeDirection.In, HandleInheritability.None);
    private readonly FileStream? _file;
    private readonly LineSplitter? _console;
    private readonly string _logFile;
    private readonly Action<string> _onProblem;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _fileFailed;

    public ChildOutput(LogDestination destination, string logFile, Action<string> onConsoleLine, Action<string> onProblem)
    {
        (_logFile, _onProblem) = (logFile, onProblem);
        if (destination.HasFlag(LogDestination.File))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(logFile)!);
            _file = new FileStream(logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        }

        if (destination.HasFlag(LogDestination.Console))
            _console = new LineSplitter(onConsoleLine);
    }

    /// <summary>The end for the child to write to.</summary>
    public SafeHandle ChildEnd => _pipe.ClientSafePipeHandle;

    /// <summary>Completes when the child and everything it started have closed their end.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Begins to read; to be called once the child has its end.</summary>
    public void Begin()
    {
        _pipe.DisposeLocalCopyOfClientHandle();
        new Thread(Copy) { IsBackground = true, Name = "output" }.Start();
    }

    /// <summary>Shows the beginning of a line whose rest may never come.</summary>
    public void ShowPartialLine() => _console?.ShowPartialLine();

    public void Dispose()
    {
        _pipe.Dispose();
        _file?.Dispose();
    }

    // A full disk must not keep the child from writing: it would stand still with its pipe full.
    private void ToFile(ReadOnlySpan<byte> bytes)
    {
        if (_file is null || _fileFailed)
            return;
        try
        {
            _file.Write(bytes);
        }
        catch (IOException e)
        {
            _fileFailed = true;
            _onProblem($"cannot write to {_logFile} any more: {e.Message}");
        }
    }

    private void Copy()
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (_pipe.Read(buffer) is > 0 and var count)
            {
                ToFile(buffer.AsSpan(0, count));
                _console?.Add(buffer.AsSpan(0, count));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            _onProblem($"the rest of the output for {_logFile} is lost: {e.Message}");
        }
        finally
        {
            _console?.End();
            _ended.SetResult();
        }
    }
}
