using System.Collections.Concurrent;
using System.Globalization;

namespace DemoApp.DevSidecar.NameResolution;

/// <summary>
/// Where sidecars find each other: a folder with one small file for every running sidecar, named app-id@port and holding its address.
/// The Configuration names it as Dapr names an SQLite file, but the format is this tool's own: a folder needs neither a database nor locks.
/// A sidecar touches its file every two seconds, as Dapr's resolver updates its row; a file that nobody touched for ten is of a dead one.
/// </summary>
internal sealed class SidecarRegistry : IDisposable
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(10);

    // Short enough for a sidecar that has just come up on another port, long enough to keep the disk out of most requests.
    private static readonly TimeSpan CacheTime = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, (string Address, long Until)> _cache = new(StringComparer.Ordinal);
    private string? _own;
    private Timer? _heartbeat;

    public SidecarRegistry(string path)
    {
        Folder = path + ".sidecars";
        try
        {
            Directory.CreateDirectory(Folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"the registry of sidecars, {Folder}, cannot be created: {e.Message}", e);
        }
    }

    public string Folder { get; }

    public void Register(string appId, int port)
    {
        _own = Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{appId}@{port}"));
        WriteOwn();
        _heartbeat = new Timer(_ => WriteOwn(), null, Heartbeat, Heartbeat);

        void WriteOwn()
        {
            try
            {
                File.WriteAllText(_own, string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"));
            }
            catch (IOException)
            {
                // Another sidecar reads it this very moment; the next beat comes soon.
            }
        }
    }

    /// <summary>The address of the sidecar of an app, or null when no running one has that id.</summary>
    public string? Resolve(string appId)
    {
        var now = Environment.TickCount64;
        if (_cache.TryGetValue(appId, out var known) && known.Until > now) return known.Address;
        if (Newest(appId) is not { } address)
        {
            _cache.TryRemove(appId, out _);
            return null;
        }

        _cache[appId] = (address, now + (long)CacheTime.TotalMilliseconds);
        return address;
    }

    /// <summary>Forgets a sidecar that could not be reached, so that the next caller need not wait for it again.</summary>
    public void Forget(string appId, string address)
    {
        _cache.TryRemove(appId, out _);
        var port = address[(address.LastIndexOf(':') + 1)..];
        Delete(Path.Combine(Folder, $"{appId}@{port}"));
    }

    public void Dispose()
    {
        _heartbeat?.Dispose();
        if (_own is not null) Delete(_own);
    }

    private static void Delete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (IOException)
        {
            // It is somebody else's turn with the file; a stale one is ignored anyway.
        }
    }

    private string? Newest(string appId)
    {
        if (appId.AsSpan().ContainsAny("/\\*?")) return null;
        var alive = DateTime.UtcNow - Stale;
        FileInfo? newest = null;
        foreach (var file in new DirectoryInfo(Folder).EnumerateFiles(appId + "@*"))
            if (file.LastWriteTimeUtc > alive && (newest is null || file.LastWriteTimeUtc > newest.LastWriteTimeUtc)) newest = file;
        return newest is null ? null : $"127.0.0.1:{newest.Name[(appId.Length + 1)..]}";
    }
}
