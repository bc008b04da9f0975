using System.Globalization;

namespace DemoApp.DevSidecar.RunFile.Ports;

/// <summary>Finds the process that holds a port, through Linux's socket and process tables.</summary>
internal static class PortHolder
{
    private const string Listening = "0A";
    private static readonly string[] SocketTables = ["/proc/net/tcp", "/proc/net/tcp6"];

    public static string Describe(int port)
    {
        if (!OperatingSystem.IsLinux())
            return $"held by another process (lsof -nP -iTCP:{port} names it)";
        var sockets = Sockets(port);
        if (sockets.Count == 0)
            return "held by another process";
        foreach (var socket in sockets)
        {
            if (ProcessWith(socket.Inode) is { } pid)
                return $"held by pid {pid} ({CommandOf(pid)})";
        }

        return $"held by a process of another user (uid {sockets[0].Uid})";
    }

    private static List<(string State, string Uid, string Inode)> Sockets(int port)
    {
        var ending = $":{port:X4}";
        return
        [
            .. SocketTables.Where(File.Exists).SelectMany(File.ReadLines)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields.Length > 9 && fields[1].EndsWith(ending, StringComparison.Ordinal))
                .Select(fields => (State: fields[3], Uid: fields[7], Inode: fields[9]))
                .OrderByDescending(socket => socket.State == Listening),
        ];
    }

    private static int? ProcessWith(string inode)
    {
        var target = $"socket:[{inode}]";
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) && Holds(folder, target))
                return pid;
        }

        return null;
    }

    private static bool Holds(string processFolder, string target)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Path.Combine(processFolder, "fd"))
                .Any(descriptor => new FileInfo(descriptor).LinkTarget == target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // it has ended in the meantime, or belongs to another user
        }
    }

    private static string CommandOf(int pid)
    {
        try
        {
            var words = File.ReadAllText($"/proc/{pid}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries);
            var line = words.Length > 0 ? string.Join(' ', words) : File.ReadAllText($"/proc/{pid}/comm").Trim();
            return line.Length > 100 ? line[..100] + "..." : line;
        }
        catch (IOException)
        {
            return "it has just ended";
        }
    }
}
