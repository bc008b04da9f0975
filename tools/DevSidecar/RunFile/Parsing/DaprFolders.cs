namespace DemoApp.DevSidecar.RunFile.Parsing;

/// <summary>Which resources and which Configuration a sidecar gets: the app's own, its <c>.dapr</c> folder, <c>common</c>, the user's.</summary>
internal sealed class DaprFolders(string appDirPath, string? runtimePath)
{
    private readonly string _userFolder =
        Path.Combine(runtimePath ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dapr");

    public IReadOnlyList<string> ResourcesPaths(IReadOnlyList<string> own, IReadOnlyList<string> common)
    {
        if (own.Count > 0)
            return own;
        var besideApp = Path.Combine(appDirPath, ".dapr", "resources");
        if (Path.Exists(besideApp))
            return [besideApp];
        var ofUser = Path.Combine(_userFolder, "components");
        return common.Count > 0 ? common : Path.Exists(ofUser) ? [ofUser] : [];
    }

    public string? ConfigFilePath(string? own, string? common)
    {
        var besideApp = Path.Combine(appDirPath, ".dapr", "config.yaml");
        var ofUser = Path.Combine(_userFolder, "config.yaml");
        return own ?? (File.Exists(besideApp) ? besideApp : common ?? (File.Exists(ofUser) ? ofUser : null));
    }
}
