using System.Globalization;

namespace DemoApp.TestSupport;

/// <summary>A process of this machine as Linux describes it.</summary>
/// <param name="Id">The process id.</param>
/// <param name="Command">Its command line, with spaces.</param>
public sealed record RunningProcess(int Id, string Command)
{
    /// <summary>Every process that has the variable in its environment, wherever its parents are by now.</summary>
    public static IReadOnlyList<RunningProcess> WithVariable(string name, string value) =>
    [
        .. Directory.GetDirectories("/proc").Select(folder => Path.GetFileName(folder)!).Where(folder => char.IsAsciiDigit(folder[0]))
            .Select(folder => int.Parse(folder, CultureInfo.InvariantCulture))
            .Where(id => Text(id, "environ").Split('\0').Contains($"{name}={value}") && IsAlive(id))
            .Select(id => new RunningProcess(id, Text(id, "cmdline").Replace('\0', ' ').Trim())),
    ];

    /// <summary>Ends it at once.</summary>
    public void Kill() => Signals.Send(Id, ChildProcess.SigKill);

    // The state, field 3 of proc(5), is behind the command's name in parentheses, which may have spaces; Z has ended.
    private static bool IsAlive(int id)
    {
        var stat = Text(id, "stat");
        return stat.Length > 0 && stat[stat.LastIndexOf(')') + 2] != 'Z';
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
