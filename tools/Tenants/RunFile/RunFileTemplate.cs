using YamlDotNet.RepresentationModel;

namespace DemoApp.Tenants.RunFile;

/// <summary>A run file of the Dapr CLI that others are made from.</summary>
internal sealed class RunFileTemplate
{
    private readonly YamlMappingNode _root;
    private readonly string _folder;

    private RunFileTemplate(string path, YamlMappingNode root)
    {
        FullPath = Path.GetFullPath(path);
        _folder = Path.GetDirectoryName(FullPath)!;
        _root = root;
        Common = root.Map("common");
        Apps = [.. root.List("apps").OfType<YamlMappingNode>()];
        if (Apps.Count == 0)
        {
            throw new RunFileException($"{path} has no list `apps`: it is no run file of the Dapr CLI.");
        }

        foreach (var app in Apps)
        {
            Complete(path, app);
        }
    }

    /// <summary>Where it is.</summary>
    public string FullPath { get; }

    /// <summary>What all apps have.</summary>
    public YamlMappingNode Common { get; }

    /// <summary>Its apps, each with an app-id and with the full path of its folder.</summary>
    public IReadOnlyList<YamlMappingNode> Apps { get; }

    /// <summary>Reads it.</summary>
    /// <exception cref="RunFileException">It cannot be read, or is no run file.</exception>
    public static RunFileTemplate Read(string path) =>
        YamlFile.Read(path) is [var root] ? new(path, root) : throw new RunFileException($"{path} is no run file: it must be one YAML document, a map.");

    /// <summary>The same run file with other apps, which have resources, Configuration and variables of their own.</summary>
    public YamlMappingNode With(IEnumerable<YamlMappingNode> apps)
    {
        var root = (YamlMappingNode)YamlFile.Copy(_root);
        var common = root.Map("common");
        foreach (var key in (string[])["env", "resourcesPath", "resourcesPaths", "configFilePath"])
        {
            common.Children.Remove(key);
        }

        if (RuntimePath is { } runtime)
        {
            common.Set("runtimePath", runtime);
        }

        root.Set("apps", new YamlSequenceNode(apps));
        return root;
    }

    /// <summary>The files and folders of resources that an app gets.</summary>
    public IReadOnlyList<string> ResourcesOf(YamlMappingNode app) => FoldersOf(app).Resources(Resources(app, FolderOf(app)), Resources(Common, _folder));

    /// <summary>The Configuration that an app gets.</summary>
    public string? ConfigurationOf(YamlMappingNode app) =>
        FoldersOf(app).Configuration(Full(app.Text("configFilePath"), FolderOf(app)), Full(Common.Text("configFilePath"), _folder));

    private string? RuntimePath => Full(Common.Text("runtimePath"), _folder);

    private static string FolderOf(YamlMappingNode app) => app.Text("appDirPath")!;

    private DaprFolders FoldersOf(YamlMappingNode app) => new(FolderOf(app), Full(app.Text("runtimePath"), FolderOf(app)) ?? RuntimePath);

    private void Complete(string path, YamlMappingNode app)
    {
        var folder = Full(app.Text("appDirPath"), _folder) ?? throw new RunFileException($"{path}: an app has no `appDirPath`, which every app must have.");
        app.Set("appDirPath", folder);
        app.Set("appID", app.Text("appID") ?? Path.GetFileName(folder));
    }

    private static List<string> Resources(YamlMappingNode settings, string folder) =>
    [
        .. settings.List("resourcesPaths").Select(path => path.ToString()).Append(settings.Text("resourcesPath"))
            .Where(path => !string.IsNullOrEmpty(path)).Select(path => Full(path, folder)!),
    ];

    private static string? Full(string? path, string folder) => path switch
    {
        null => null,
        ['~', ..] when path == "~" || path.StartsWith("~/", StringComparison.Ordinal) =>
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..],
        _ => Path.TrimEndingDirectorySeparator(Path.GetFullPath(Path.Combine(folder, path))),
    };
}
