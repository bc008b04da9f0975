namespace DemoApp.DevSidecar.RunFile.Output;

/// <summary>What the person sees: lines of the run itself, and lines of children behind a prefix in the app's colour.</summary>
internal sealed class RunConsole(TextWriter writer, bool colours, int prefixWidth)
{
    private static readonly int[] Palette = [36, 33, 35, 32, 34, 96, 93, 95];
    private readonly Lock _gate = new();

    public static bool WantsColours =>
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>A line of the run itself, without a prefix.</summary>
    public void Say(string line)
    {
        lock (_gate)
            writer.WriteLine(line);
    }

    /// <summary>Returns what writes the lines of one child.</summary>
    public Action<string> ForChild(string prefix, int app)
    {
        var padded = prefix.PadRight(prefixWidth);
        var shown = colours ? $"\u001b[{Palette[app % Palette.Length]}m{padded} |\u001b[0m " : $"{padded} | ";
        return line =>
        {
            var clean = shown + TerminalText.Clean(line, colours);
            lock (_gate)
                writer.WriteLine(clean);
        };
    }
}
