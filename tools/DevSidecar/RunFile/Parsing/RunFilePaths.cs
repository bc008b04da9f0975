namespace DemoApp.DevSidecar.RunFile.Parsing;

/// <summary>Resolves the paths of a run file against the folder each is relative to and checks that they exist.</summary>
internal sealed class RunFilePaths(RunFileFindings diagnostics)
{
    public string? Folder(Setting<string>? setting, string key, string relativeTo) => Resolve(setting, key, relativeTo, "folder", Directory.Exists);

    public string? File(Setting<string>? setting, string key, string relativeTo) => Resolve(setting, key, relativeTo, "file", System.IO.File.Exists);

    public IReadOnlyList<string> FilesOrFolders(IEnumerable<Setting<string>> settings, string key, string relativeTo) =>
        [.. settings.Select(setting => Resolve(setting, key, relativeTo, "file or folder", Path.Exists)).OfType<string>()];

    private string? Resolve(Setting<string>? setting, string key, string relativeTo, string kind, Func<string, bool> exists)
    {
        if (setting is not { Value.Length: > 0 })
            return null;
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine(relativeTo, ExpandHome(setting.Value))));
        if (exists(path))
            return path;
        diagnostics.Error(setting.Line, $"{key}: there is no {kind} {path} (\"{setting.Value}\" is relative to {relativeTo})");
        return null;
    }

    private static string ExpandHome(string path) => path == "~" || path.StartsWith("~/", StringComparison.Ordinal)
        ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..]
        : path;
}
