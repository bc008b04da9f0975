using System.Globalization;
using DemoApp.TenantPage.Hosting;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DemoApp.TenantPage.Topology;

/// <summary>What the run file says of apps, tenants and ports; empty without one.</summary>
internal sealed class LocalTopology
{
    private LocalTopology(string? runFile, IReadOnlyList<LocalApp> apps)
    {
        RunFile = runFile;
        Apps = apps;
    }

    /// <summary>The file it was read from, or null.</summary>
    public string? RunFile { get; }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<LocalApp> Apps { get; }

    /// <summary>The tenant of the app, and so of its sidecar, or null.</summary>
    public string? TenantOf(string appId) => Apps.FirstOrDefault(app => app.AppId == appId)?.Tenant;

    /// <exception cref="StartException">There is no such file, or it is no run file.</exception>
    public static LocalTopology Read(string? runFile)
    {
        if (runFile is null)
        {
            return new LocalTopology(null, []);
        }

        var yaml = new YamlStream();
        try
        {
            using var text = File.OpenText(runFile);
            yaml.Load(text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The run file {runFile} cannot be read: {e.Message}");
        }
        catch (YamlException e)
        {
            throw new StartException($"{runFile}:{e.Start.Line}: {e.InnerException?.Message ?? e.Message}");
        }

        if (yaml.Documents is not [{ RootNode: YamlMappingNode root }] || Child(root, "apps") is not YamlSequenceNode apps)
        {
            throw new StartException($"{runFile} has no list `apps`: it is no run file.");
        }

        var common = Child(Child(root, "common"), "env");
        return new LocalTopology(runFile, [.. apps.OfType<YamlMappingNode>().Select(app => ReadApp(app, common))]);
    }

    private static LocalApp ReadApp(YamlMappingNode app, YamlNode? commonEnvironment)
    {
        var appId = Text(app, "appID") ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Text(app, "appDirPath") ?? ""));
        var environment = Child(app, "env");
        var service = Variable("OTEL_SERVICE_NAME") ?? appId;
        return new LocalApp(
            appId, service, Variable("TENANT_ID"), Local(Text(app, "appPort")), Local(Text(app, "daprHTTPPort")),
            Sends: appId.StartsWith("sender", StringComparison.Ordinal) || service.StartsWith("sender", StringComparison.Ordinal));

        string? Variable(string name) => Text(environment, name) ?? Text(commonEnvironment, name);
    }

    private static Uri? Local(string? port) =>
        int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new Uri($"http://127.0.0.1:{number}") : null;

    private static string? Text(YamlNode? node, string key) => Child(node, key) is YamlScalarNode { Value.Length: > 0 } scalar ? scalar.Value : null;

    private static YamlNode? Child(YamlNode? node, string key) =>
        node is YamlMappingNode map && map.Children.TryGetValue(key, out var child) ? child : null;
}
