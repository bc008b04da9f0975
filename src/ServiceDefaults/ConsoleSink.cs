using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using DemoApp.ServiceDefaults.Export;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace DemoApp.ServiceDefaults;

/// <summary>
/// Log records on standard output, for which nobody waits: they go into a bounded queue, and a thread of its own writes them. A sink that
/// writes by itself stops every request at its log record, and then the probes, as soon as nobody reads the pipe.
/// </summary>
internal sealed class ConsoleSink : ILogEventSink, IDisposable
{
    /// <summary>The most characters that wait, 8 MiB in memory; records beyond them are dropped and counted.</summary>
    internal const int MaxWaitingCharacters = 4 * 1024 * 1024;

    private const int BytesOfWrite = 32 * 1024;

    private static readonly TimeSpan LongestFlush = TimeSpan.FromSeconds(2);

    private readonly ITextFormatter _formatter;
    private readonly Stream _output;
    private readonly SignalLoss _loss;
    private readonly BlockingCollection<string> _waiting = [];
    private readonly Thread _writer;
    private long _waitingCharacters;

    public ConsoleSink(ITextFormatter formatter, Stream output, SignalLoss loss)
    {
        (_formatter, _output, _loss) = (formatter, output, loss);
        // In the background: a process whose output nobody reads ends all the same.
        _writer = new Thread(WriteAll) { IsBackground = true, Name = "Console" };
        _writer.Start();
    }

    public void Emit(LogEvent logEvent)
    {
        using var text = new StringWriter(new StringBuilder(512), CultureInfo.InvariantCulture);
        _formatter.Format(logEvent, text);
        var record = text.ToString();
        if (Interlocked.Add(ref _waitingCharacters, record.Length) > MaxWaitingCharacters || !TryAdd(record))
        {
            Interlocked.Add(ref _waitingCharacters, -record.Length);
            _loss.Drop(1);
            _loss.Failed("nobody reads standard output, or not fast enough");
        }
    }

    /// <summary>Writes what waits, for at most two seconds.</summary>
    public void Dispose()
    {
        if (!_waiting.IsAddingCompleted)
        {
            _waiting.CompleteAdding();
            _writer.Join(LongestFlush);
        }
    }

    private bool TryAdd(string record)
    {
        try
        {
            return _waiting.TryAdd(record);
        }
        catch (InvalidOperationException)
        {
            // A record after the end.
            return false;
        }
    }

    private void WriteAll()
    {
        var (buffer, records) = (new MemoryStream(BytesOfWrite), 0);
        foreach (var record in _waiting.GetConsumingEnumerable())
        {
            buffer.Write(Encoding.UTF8.GetBytes(record));
            records++;
            // Whole records in each write: others may print, too.
            if (_waiting.Count == 0 || buffer.Length >= BytesOfWrite)
            {
                Write(buffer, records);
                buffer.SetLength(0);
                records = 0;
            }

            Interlocked.Add(ref _waitingCharacters, -record.Length);
        }
    }

    private void Write(MemoryStream buffer, int records)
    {
        try
        {
            _output.Write(buffer.GetBuffer(), 0, (int)buffer.Length);
            _loss.Succeeded();
        }
        catch (IOException e)
        {
            // A full disk, for instance. The service goes on, and later records are tried again.
            _loss.Drop(records);
            _loss.Failed(e.Message);
        }
    }
}
