using System.Globalization;

namespace DemoApp.DevSidecar.RunFile.Processes;

/// <summary>One line of Linux's process table.</summary>
internal sealed record ProcessEntry(int Pid, int ParentPid, int Session, bool IsZombie, string StartTicks)
{
    public static ProcessEntry? Read(int pid)
    {
        try
        {
            // The command name stands in parentheses and may itself contain spaces and parentheses.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return new(pid, Number(fields[1]), Number(fields[3]), fields[0] is "Z" or "X", fields[19]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static IReadOnlyList<ProcessEntry> ReadAll() =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Select(name => int.TryParse(name, CultureInfo.InvariantCulture, out var pid) ? Read(pid) : null).OfType<ProcessEntry>(),
    ];

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
