using System.Runtime.InteropServices;

namespace DemoApp.TestSupport;

/// <summary>Signals to processes, which .NET cannot send.</summary>
public static partial class Signals
{
    /// <summary>Sends <paramref name="signal"/> to a process, or to the group of a process whose id is given as negative.</summary>
    /// <exception cref="InvalidOperationException">There is no such process.</exception>
    public static void Send(int process, int signal)
    {
        if (Kill(process, signal) != 0)
        {
            throw new InvalidOperationException($"Signal {signal} could not be sent to process {process}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
