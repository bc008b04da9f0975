namespace DemoApp.Tenants.RunFile;

/// <summary>
/// Which resources and which Configuration the Dapr CLI would give an app: the app's own, those in its folder's <c>.dapr</c>, those of
/// <c>common</c>, the user's.
/// </summary>
/// <param name="AppFolder">The app's <c>appDirPath</c>.</param>
/// <param name="RuntimePath">The folder that has the user's <c>.dapr</c>, where it is not the home folder.</param>
internal sealed record DaprFolders(string AppFolder, string? RuntimePath)
{
    private string UserFolder => Path.Combine(RuntimePath ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dapr");

    public IReadOnlyList<string> Resources(IReadOnlyList<string> own, IReadOnlyList<string> common)
    {
        if (own.Count > 0)
        {
            return own;
        }

        var besideApp = Path.Combine(AppFolder, ".dapr", "resources");
        var ofUser = Path.Combine(UserFolder, "components");
        return Path.Exists(besideApp) ? [besideApp] : common.Count > 0 ? common : Path.Exists(ofUser) ? [ofUser] : [];
    }

    public string? Configuration(string? own, string? common)
    {
        var besideApp = Path.Combine(AppFolder, ".dapr", "config.yaml");
        var ofUser = Path.Combine(UserFolder, "config.yaml");
        return own ?? (File.Exists(besideApp) ? besideApp : common ?? (File.Exists(ofUser) ? ofUser : null));
    }
}
