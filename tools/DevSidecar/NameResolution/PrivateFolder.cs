using System.Formats.Tar;

namespace DemoApp.DevSidecar.NameResolution;

/// <summary>Folders and files that no other user of the machine has made or can change.</summary>
internal static class PrivateFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private static readonly Lazy<int> User = new(FindUser);

    /// <summary>A path below the user's home, for this machine alone: homes may be shared between machines.</summary>
    public static string OfUser(string name)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return home.Length > 0
            ? Path.Combine(home, "devsidecar", Environment.MachineName, name)
            : throw new StartException("there is no home folder for the registry of sidecars: give DEVSIDECAR_REGISTRY a path of your own");
    }

    /// <summary>Makes the folder if it is missing, and checks that it is the user's own.</summary>
    /// <exception cref="StartException">It cannot be made, or another user could change it.</exception>
    public static void Open(string folder, bool checkParents)
    {
        try
        {
            Create(folder);
            if (OperatingSystem.IsWindows())
            {
                return;
            }

            Check(folder, StatusOf(folder) is { Type: TarEntryType.Directory } status && status.Owner == User.Value);
            // One that an earlier version made may be open to the group.
            File.SetUnixFileMode(folder, OwnerOnly);
            for (var parent = Path.GetDirectoryName(folder); checkParents && parent is not null; parent = Path.GetDirectoryName(parent))
            {
                var (owner, mode, type) = StatusOf(parent);
                // In a sticky folder, such as /tmp, nobody can replace what is another user's.
                var isOpen = (mode & (UnixFileMode.OtherWrite | UnixFileMode.StickyBit)) == UnixFileMode.OtherWrite;
                Check(parent, (owner == User.Value || owner == 0) && (!isOpen || type == TarEntryType.SymbolicLink));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException(
                $"the registry of sidecars, {folder}, cannot be used: {e.Message}; give DEVSIDECAR_REGISTRY a path of your own", e);
        }
    }

    public static void Create(string folder) =>
        _ = OperatingSystem.IsWindows() ? Directory.CreateDirectory(folder) : Directory.CreateDirectory(folder, OwnerOnly);

    /// <summary>Writes a file that only this user may read.</summary>
    public static void WriteFile(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }

    /// <summary>Whether the user made this file, and nobody else can write to it.</summary>
    public static bool IsOwn(string file) => OperatingSystem.IsWindows()
        || (StatusOf(file) is { Type: TarEntryType.RegularFile } status && status.Owner == User.Value && (status.Mode & OthersWrite) == 0);

    private static void Check(string folder, bool isSafe)
    {
        if (!isSafe)
        {
            throw new StartException(
                $"another user could change {folder}, where the registry of sidecars is: give DEVSIDECAR_REGISTRY a path of your own");
        }
    }

    // .NET has no call for the owner of a file, but an entry of a tar archive has it.
    private static (int Owner, UnixFileMode Mode, TarEntryType Type) StatusOf(string path)
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
        {
            writer.WriteEntry(path, "entry");
        }

        archive.Position = 0;
        using var reader = new TarReader(archive);
        var entry = reader.GetNextEntry()!;
        return (entry.Uid, entry.Mode, entry.EntryType);
    }

    private static int FindUser()
    {
        var file = Path.GetTempFileName();
        try
        {
            return StatusOf(file).Owner;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
