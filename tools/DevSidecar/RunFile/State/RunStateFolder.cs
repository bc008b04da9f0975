using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DemoApp.DevSidecar.RunFile.State;

/// <summary>The per-user folder with one subfolder per run; <c>DEVSIDECAR_STATE</c> names another place for it.</summary>
internal static class RunStateFolder
{
    private const string StateFile = "run.json";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static string Root { get; } = Environment.GetEnvironmentVariable("DEVSIDECAR_STATE") is { Length: > 0 } named
        ? Path.GetFullPath(named)
        : Path.Combine(DataFolder, "dev-sidecar", "runs");

    // A user without a home folder still has a temporary one.
    private static string DataFolder =>
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } data
            ? data
            : Path.Combine(Path.GetTempPath(), Environment.UserName);

    public static string KeyOf(string runFile, int runnerPid) =>
        $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(runFile)))[..12]}-{runnerPid}";

    /// <summary>The folder in which the sidecars of one run find each other.</summary>
    public static string RegistryOf(string key) => Directory.CreateDirectory(Path.Combine(Root, key, "registry")).FullName;

    /// <summary>Begins a run's folder anew: an earlier run may have had the same pid and have been killed.</summary>
    public static void Clear(string key)
    {
        Delete(key);
        Directory.CreateDirectory(Path.Combine(Root, key));
    }

    public static void Save(RunState state)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root, state.Key)).FullName;
        var written = Path.Combine(folder, $"{StateFile}.new");
        File.WriteAllText(written, JsonSerializer.Serialize(state, Json));
        File.Move(written, Path.Combine(folder, StateFile), overwrite: true);
    }

    public static void Delete(string key)
    {
        try
        {
            Directory.Delete(Path.Combine(Root, key), recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another `stop` or `list` was faster.
        }
    }

    /// <summary>Every run of which something still lives; state that outlived its run is removed.</summary>
    public static IReadOnlyList<RunState> LoadLiving()
    {
        var living = new List<RunState>();
        foreach (var folder in Directory.Exists(Root) ? Directory.EnumerateDirectories(Root).ToArray() : [])
        {
            if (Load(folder) is not { } state)
                continue;
            if (state.HasLiving)
                living.Add(state);
            else
                Delete(state.Key);
        }

        return [.. living.OrderBy(state => state.StartedAt)];
    }

    private static RunState? Load(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<RunState>(File.ReadAllText(Path.Combine(folder, StateFile)), Json);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null; // a run that is just beginning or ending
        }
    }
}
