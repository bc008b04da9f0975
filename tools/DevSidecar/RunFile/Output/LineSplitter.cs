using System.Text;

namespace DemoApp.DevSidecar.RunFile.Output;

/// <summary>Cuts a stream of bytes into lines of text, whatever way the bytes come in pieces.</summary>
internal sealed class LineSplitter(Action<string> onLine)
{
    // A child that never ends its line must not fill the memory.
    private const int LongestLine = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _line = new();
    private bool _afterCarriageReturn;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
            Add(bytes, flush: false);
    }

    /// <summary>Gives out what has come of a line so far.</summary>
    public void ShowPartialLine()
    {
        lock (_gate)
        {
            if (_line.Length > 0)
                GiveOut();
        }
    }

    /// <summary>Gives out the last line, also without a line break behind it.</summary>
    public void End()
    {
        lock (_gate)
            Add([], flush: true);
        ShowPartialLine();
    }

    private void Add(ReadOnlySpan<byte> bytes, bool flush)
    {
        var text = new char[_decoder.GetCharCount(bytes, flush)];
        _decoder.GetChars(bytes, text, flush);
        foreach (var c in text)
        {
            // A lone carriage return (a progress display) begins a line too; "\r\n" is one line break.
            if (c == '\r' || (c == '\n' && !_afterCarriageReturn) || _line.Length >= LongestLine)
                GiveOut();
            if (c is not ('\r' or '\n'))
                _line.Append(c);
            _afterCarriageReturn = c == '\r';
        }
    }

    private void GiveOut()
    {
        onLine(_line.ToString());
        _line.Clear();
    }
}
