using System.Runtime.InteropServices;

namespace DemoApp.DevSidecar.RunFile.Processes;

/// <summary>Starts a child as the leader of a session of its own, through posix_spawn.</summary>
/// <remarks>
/// Its own session keeps a Ctrl-C in the terminal from reaching the child as well as the runner, and names everything the child starts:
/// the session id stays with grandchildren, also when the child itself is gone. System.Diagnostics.Process cannot set one, and
/// <c>setsid(1)</c> does not exist on macOS; posix_spawn exists on both and needs no process in between.
/// </remarks>
internal static unsafe class ChildStart
{
    // posix_spawnattr_t and sigset_t differ per C library; the largest known is 336 bytes.
    private const int OpaqueWords = 128;

    // .NET ignores SIGPIPE, and nohup ignores SIGHUP; a child must have neither from us.
    private static readonly int[] SignalsToReset = [1, 2, 3, 13, Posix.SigTerm];

    /// <summary>Starts the child and returns its pid.</summary>
    public static int Start(ChildCommand command)
    {
        var actions = stackalloc nint[OpaqueWords];
        var attributes = stackalloc nint[OpaqueWords];
        Require(Posix.FileActionsInit(actions));
        Require(Posix.AttributesInit(attributes));
        using var arguments = new NativeTexts(command.Arguments);
        using var environment = new NativeTexts(command.Environment.Select(pair => $"{pair.Key}={pair.Value}"));
        try
        {
            SetStreams(actions, command);
            Require(Posix.FileActionsAddChangeFolder(actions, command.WorkingFolder));
            SetSessionAndSignals(attributes);
            var error = Posix.Spawn(out var pid, command.Executable, actions, attributes, arguments.Pointer, environment.Pointer);
            return error == 0 ? pid : throw new IOException($"cannot start {command.Executable}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
        finally
        {
            _ = Posix.FileActionsDestroy(actions);
            _ = Posix.AttributesDestroy(attributes);
        }
    }

    private static void SetStreams(nint* actions, ChildCommand command)
    {
        if (command.Input is { } input)
            Require(Posix.FileActionsAddDup2(actions, (int)input.DangerousGetHandle(), 0));
        else
            Require(Posix.FileActionsAddOpen(actions, 0, "/dev/null", flags: 0, mode: 0));
        if (command.Output is not { } output)
            return;
        Require(Posix.FileActionsAddDup2(actions, (int)output.DangerousGetHandle(), 1));
        Require(Posix.FileActionsAddDup2(actions, (int)output.DangerousGetHandle(), 2));
    }

    private static void SetSessionAndSignals(nint* attributes)
    {
        var signals = stackalloc nint[OpaqueWords];
        _ = Posix.SignalsEmpty(signals);
        Require(Posix.AttributesSetSigMask(attributes, signals));
        foreach (var signal in SignalsToReset)
            _ = Posix.SignalsAdd(signals, signal);
        Require(Posix.AttributesSetSigDefault(attributes, signals));
        Require(Posix.AttributesSetFlags(attributes, (short)(Posix.SpawnSetSid | Posix.SpawnSetSigDefault | Posix.SpawnSetSigMask)));
    }

    private static void Require(int error)
    {
        if (error != 0)
            throw new IOException($"cannot prepare a child process: {Marshal.GetPInvokeErrorMessage(error)}");
    }
}
