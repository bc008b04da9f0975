using System.Diagnostics;
using System.Globalization;

namespace DemoApp.DevSidecar.RunFile.Processes;

/// <summary>A pid with its start time: names one process also after the pid has been given to another.</summary>
internal sealed record ProcessMark(int Pid, string Start)
{
    public bool IsAlive => StartOf(Pid) == Start;

    public static ProcessMark Of(int pid) => new(pid, StartOf(pid) ?? "");

    private static string? StartOf(int pid)
    {
        if (OperatingSystem.IsLinux())
            return ProcessEntry.Read(pid) is { IsZombie: false } entry ? entry.StartTicks : null;
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
