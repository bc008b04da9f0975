using System.Globalization;

namespace DemoApp.TestSupport;

/// <summary>A process of this machine as Linux describes it; its start time tells it from a later one with the same id.</summary>
/// <param name="Id">The process id.</param>
/// <param name="Command">Its command line, with spaces.</param>
/// <param name="StartTime">When it started, in ticks since the machine's start.</param>
public sealed record RunningProcess(int Id, string Command, string StartTime)
{
    /// <summary>Whether it still runs.</summary>
    public bool IsAlive => Read(Id)?.StartTime == StartTime;

    /// <summary>Every process that has the variable in its environment, wherever its parents are by now.</summary>
    public static IReadOnlyList<RunningProcess> WithVariable(string name, string value) =>
    [
        .. Directory.GetDirectories("/proc").Select(folder => Path.GetFileName(folder)!).Where(folder => char.IsAsciiDigit(folder[0]))
            .Select(folder => int.Parse(folder, CultureInfo.InvariantCulture)).Where(id => Text(id, "environ").Split('\0').Contains($"{name}={value}"))
            .Select(Read).OfType<RunningProcess>(),
    ];

    /// <summary>Ends it at once.</summary>
    public void Kill() => Signals.Send(Id, ChildProcess.SigKill);

    private static RunningProcess? Read(int id)
    {
        // The command's name in parentheses may have spaces; the fields behind it are 3 (state) and 22 (start time) of proc(5).
        var stat = Text(id, "stat");
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Trim().Split(' ');
        return fields.Length < 20 || fields[0] == "Z" ? null : new RunningProcess(id, Text(id, "cmdline").Replace('\0', ' ').Trim(), fields[19]);
    }

    private static string Text(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
