using System.Net;
using System.Net.Sockets;

namespace DemoApp.LocalPorts;

/// <summary>A TCP port of this machine: whether it can be listened on, and if not, because of whom.</summary>
public static class LocalPort
{
    /// <summary>Whether it can be listened on, on loopback.</summary>
    public static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>The process that listens on it, from Linux's tables of sockets and processes.</summary>
    public static string Owner(int port)
    {
        if (!OperatingSystem.IsLinux())
        {
            return $"another process (lsof -nP -iTCP:{port} names it)";
        }

        // The fields of proc_net_tcp(5): 1 local address, 3 state (0A: listening), 9 inode.
        var sockets = ((string[])["/proc/net/tcp", "/proc/net/tcp6"]).Where(File.Exists).SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 9 && fields[1].EndsWith($":{port:X4}", StringComparison.Ordinal) && fields[3] == "0A")
            .Select(fields => $"socket:[{fields[9]}]").ToHashSet();
        return Directory.EnumerateDirectories("/proc")
            .Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]) && Has(folder, sockets))
            .Select(folder => $"pid {Path.GetFileName(folder)} ({Command(folder)})")
            .FirstOrDefault("a process of another user");
    }

    private static bool Has(string process, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Path.Combine(process, "fd"))
                .Any(descriptor => new FileInfo(descriptor).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended, or belongs to another user.
            return false;
        }
    }

    private static string Command(string process)
    {
        try
        {
            var command = File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ').Trim();
            return command.Length > 100 ? $"{command[..100]}..." : command;
        }
        catch (IOException)
        {
            return "it has just ended";
        }
    }
}
