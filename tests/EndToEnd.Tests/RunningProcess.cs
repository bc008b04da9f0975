using System.Globalization;

namespace DemoApp.EndToEnd.Tests;

/// <summary>A process of this machine as Linux tells of it; the start time makes it a different one from a later one with its id.</summary>
internal sealed record RunningProcess(int Id, int Parent, string Command, string StartTime)
{
    public bool IsAlive => Read(Id.ToString(CultureInfo.InvariantCulture))?.StartTime == StartTime;

    /// <summary>What a process has started, at any depth; a script's `sleep`, which ends by itself in no time, is left out.</summary>
    public static List<RunningProcess> DescendantsOf(int root)
    {
        var all = Directory.GetDirectories("/proc").Select(folder => Path.GetFileName(folder)!).Where(name => char.IsAsciiDigit(name[0]))
            .Select(Read).OfType<RunningProcess>().ToList();
        var found = new HashSet<int> { root };
        while (all.Any(process => found.Contains(process.Parent) && found.Add(process.Id)))
        {
        }

        return [.. all.Where(process => process.Id != root && process.Command != "sleep" && found.Contains(process.Id))];
    }

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
