using System.Globalization;
using System.Runtime.InteropServices;

/// <summary>
/// Loaded into a process by DOTNET_STARTUP_HOOKS, which wants this name and no namespace: on SIGUSR1 it appends how many bytes the process
/// has allocated so far to the file that ALLOCATIONS_FILE names.
/// </summary>
internal static class StartupHook
{
    private const int SigUsr1 = 10;

    /// <summary>Called by the runtime before Main.</summary>
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable("ALLOCATIONS_FILE") is { } file)
        {
            var registration = PosixSignalRegistration.Create((PosixSignal)SigUsr1, context =>
            {
                context.Cancel = true;
                File.AppendAllText(file, GC.GetTotalAllocatedBytes(precise: true).ToString(CultureInfo.InvariantCulture) + "\n");
            });
            AppDomain.CurrentDomain.ProcessExit += (_, _) => registration.Dispose();
        }
    }
}
