using System.Text.RegularExpressions;

namespace DemoApp.DevSidecar.RunFile.Parsing;

/// <summary>Turns one entry of <c>apps</c> into an app: required keys, merge with <c>common</c>, paths, ports, command.</summary>
internal sealed partial class RunFileAppReader(string baseFolder, SharedSettings common, CommonPaths commonPaths, RunFileFindings diagnostics)
{
    private readonly RunFilePaths _paths = new(diagnostics);

    public RunFileApp? Read(YamlSection section)
    {
        var own = SharedSettings.Read(section, diagnostics);
        var settings = own.Over(common, diagnostics);
        var ports = ReadPorts(section);
        var command = section.Texts("command");
        var channel = section.Text("appChannelAddress");
        var writtenFolder = section.Text("appDirPath");
        if (writtenFolder is not { Value.Length: > 0 })
        {
            diagnostics.Error(section.Line, "this app has no appDirPath: it is required, and relative to the run file");
            return null;
        }

        if (_paths.Folder(writtenFolder, "appDirPath", baseFolder) is not { } folder)
            return null;
        var appId = ReadAppId(section, folder);
        var runtimePath = _paths.Folder(own.RuntimePath, "runtimePath", folder) ?? commonPaths.RuntimePath;
        var ownResources = _paths.FilesOrFolders(own.ResourcesPaths, "resourcesPaths", folder);
        var ownConfig = _paths.File(own.ConfigFilePath, "configFilePath", folder);
        var precedence = new DaprFolders(folder, runtimePath);
        return new RunFileApp
        {
            AppId = appId,
            Line = section.LineOf("appID"),
            AppDirPath = folder,
            AppChannelAddress = channel is { Value.Length: > 0 } ? channel.Value : "127.0.0.1",
            Command = [.. command.Select(word => word.Value)],
            Executable = FindExecutable(command, folder),
            Ports = ports,
            Settings = settings,
            ResourcesPaths = precedence.ResourcesPaths(ownResources, commonPaths.ResourcesPaths),
            ConfigFilePath = precedence.ConfigFilePath(ownConfig, commonPaths.ConfigFilePath),
        };
    }

    private string ReadAppId(YamlSection section, string folder)
    {
        var written = section.Text("appID");
        var appId = written is { Value.Length: > 0 } ? written.Value : Path.GetFileName(folder);
        if (!ValidAppId().IsMatch(appId))
            diagnostics.Error(section.LineOf("appID"), $"\"{appId}\" is no app-id: only letters, digits, \"-\", \"_\" and \".\" can be used (set appID)");
        return appId;
    }

    private Dictionary<string, Setting<int>> ReadPorts(YamlSection section)
    {
        var ports = new Dictionary<string, Setting<int>>(StringComparer.Ordinal);
        foreach (var key in RunFileKeys.Ports)
        {
            if (section.Number(key) is not { } port)
                continue;
            if (port.Value is < -1 or > 65535)
                diagnostics.Error(port.Line, $"{key} must be between 1 and 65535 (or -1 for a free one), not {port.Value}");
            else if (port.Value > 0)
                ports[key] = port;
        }

        return ports;
    }

    private string? FindExecutable(IReadOnlyList<Setting<string>> command, string folder)
    {
        if (command.Count == 0)
            return null;
        var path = ExecutablePath.Find(command[0].Value, folder);
        if (path is null)
        {
            var where = command[0].Value.Contains('/', StringComparison.Ordinal) ? $"in {folder}" : "on the PATH";
            diagnostics.Error(command[0].Line, $"command: there is no executable \"{command[0].Value}\" {where}");
        }

        return path;
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    private static partial Regex ValidAppId();
}
