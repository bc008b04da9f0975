using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace DemoApp.YamlFiles;

/// <summary>A run file of the Dapr CLI, as far as it says which apps run where.</summary>
/// <param name="Path">The file.</param>
/// <param name="Apps">In the order of the file.</param>
public sealed record RunFile(string Path, IReadOnlyList<RunFileApp> Apps)
{
    /// <summary>Reads it.</summary>
    /// <exception cref="YamlFileException">It cannot be read or is not a run file; an app has no app-id or a port out of range.</exception>
    public static RunFile Read(string path)
    {
        var root = YamlFile.ReadOne(path);
        var apps = root.List("apps").Select(app => ReadApp(path, root.Map("common"), app)).ToList();
        return apps.Count > 0
            ? new RunFile(path, apps)
            : throw new YamlFileException($"{path} has no list `apps`: it is not a run file of the Dapr CLI.");
    }

    private static RunFileApp ReadApp(string path, YamlMappingNode common, YamlNode node)
    {
        if (node is not YamlMappingNode app || (app.Text("appID") ?? FolderName(app)) is not { } appId)
        {
            throw new YamlFileException($"{path}:{node.Start.Line}: an app needs `appID` or `appDirPath`.");
        }

        var settings = new YamlMappingNode();
        foreach (var (key, value) in common.Children.Concat(app.Children).Where(member => member.Key.ToString() != "env"))
        {
            settings.Children[key] = value;
        }

        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in common.Map("env").Children.Concat(app.Map("env").Children))
        {
            variables[name.ToString()] = (value as YamlScalarNode)?.Value ?? "";
        }

        return new RunFileApp(
            appId, Port(path, app, "appPort"), Port(path, app, "daprHTTPPort"), Port(path, app, "daprGRPCPort"),
            Port(path, app, "daprInternalGRPCPort"), variables, settings);
    }

    private static string? FolderName(YamlMappingNode app) =>
        app.Text("appDirPath") is { } folder ? System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(folder)) : null;

    private static int? Port(string path, YamlMappingNode app, string key)
    {
        if (app.Text(key) is not { } text)
        {
            return null;
        }

        // 0 and -1 leave the choice to the CLI.
        var isNumber = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var port);
        return isNumber && port is >= -1 and <= ushort.MaxValue
            ? port > 0 ? port : null
            : throw new YamlFileException($"{path}:{app.Member(key)!.Start.Line}: `{key}: {text}` must be a port, 1 to {ushort.MaxValue}.");
    }
}
