using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DemoApp.DevSidecar.Diagnostics;

namespace DemoApp.DevSidecar.NameResolution;

/// <summary>A running sidecar as its file in the registry describes it.</summary>
internal sealed record SidecarEntry(string File, string Address, string Secret);

/// <summary>
/// How sidecars find each other: a folder with one small file for every running sidecar, called app-id@port, with its address and the
/// secret that its callers must know. The Configuration names it as Dapr names an SQLite file. A sidecar writes its file every two
/// seconds, as Dapr's resolver updates its row; a file that is ten seconds old belongs to a sidecar that has ended.
/// </summary>
internal sealed class SidecarRegistry : IDisposable
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(10);

    // Short enough for a sidecar that has just come up on another port, long enough to keep the disk out of most requests.
    private static readonly TimeSpan CacheTime = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, (SidecarEntry Entry, long Until)> _cache = new(StringComparer.Ordinal);
    private readonly ILogger _log;
    private readonly string _secret = RandomNumberGenerator.GetHexString(32);
    private string? _own;
    private Timer? _heartbeat;

    /// <summary>Opens the registry at a path, or the user's own.</summary>
    /// <exception cref="StartException">The folder cannot be made, or another user could change it.</exception>
    public SidecarRegistry(string? path, ILogger<SidecarRegistry> log)
    {
        _log = log;
        Folder = (path is null ? PrivateFolder.OfUser("names") : Path.GetFullPath(path)) + ".sidecars";
        PrivateFolder.Open(Folder, checkParents: path is null);
    }

    public string Folder { get; }

    public bool IsSecret(string? secret) => secret is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(_secret));

    public void Register(string appId, int port)
    {
        _own = Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{appId}@{port}"));
        var content = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port} {_secret}");
        Write();
        _heartbeat = new Timer(_ => Write(), null, Heartbeat, Heartbeat);

        void Write()
        {
            try
            {
                PrivateFolder.Create(Folder);
                PrivateFolder.WriteFile(_own, content);
            }
            catch (Exception e)
            {
                // Whatever is wrong with the folder may be right at the next beat; a timer must not end the process.
                _log.EntryNotWritten(e.Message);
            }
        }
    }

    /// <summary>The sidecar of an app, or null if no running one has that id.</summary>
    public SidecarEntry? Resolve(string appId)
    {
        var now = Environment.TickCount64;
        if (_cache.TryGetValue(appId, out var known) && known.Until > now)
        {
            return known.Entry;
        }

        if (FindNewest(appId) is not { } entry)
        {
            _cache.TryRemove(appId, out _);
            return null;
        }

        _cache[appId] = (entry, now + (long)CacheTime.TotalMilliseconds);
        return entry;
    }

    /// <summary>Removes a sidecar that could not be reached, so that the next caller need not wait for it again.</summary>
    public void Forget(SidecarEntry entry)
    {
        _cache.TryRemove(Path.GetFileName(entry.File).Split('@')[0], out _);
        Delete(entry.File);
    }

    public void Dispose()
    {
        _heartbeat?.Dispose();
        if (_own is not null)
        {
            Delete(_own);
        }
    }

    private static void Delete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process has it open, or it is not a file; an old entry is ignored anyway.
        }
    }

    private SidecarEntry? FindNewest(string appId)
    {
        if (appId.AsSpan().ContainsAny("/\\*?@"))
        {
            return null;
        }

        try
        {
            var alive = DateTime.UtcNow - Stale;
            return new DirectoryInfo(Folder).EnumerateFiles(appId + "@*")
                .Where(file => file.LastWriteTimeUtc > alive)
                .OrderByDescending(file => file.LastWriteTimeUtc)
                .Select(file => Read(file.FullName))
                .FirstOrDefault(entry => entry is not null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static SidecarEntry? Read(string file) =>
        PrivateFolder.IsOwn(file) && File.ReadAllText(file).Split(' ') is [var address, var secret]
            ? new SidecarEntry(file, address, secret)
            : null;
}
