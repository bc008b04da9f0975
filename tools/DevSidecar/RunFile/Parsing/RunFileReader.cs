using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DemoApp.DevSidecar.RunFile.Parsing;

/// <summary>Reads a run file; unlike the Dapr CLI it reports every key and value it cannot use.</summary>
internal static class RunFileReader
{
    public static RunFileConfig Read(string path)
    {
        var fullPath = Path.GetFullPath(path);
        var diagnostics = new Diagnostics(path);
        var apps = new List<RunFileApp>();
        var name = "";
        if (Parse(fullPath, diagnostics) is { } root)
        {
            var top = new YamlSection(root, "the run file", RunFileKeys.Top, diagnostics);
            name = top.Text("name")?.Value ?? "";
            if (top.Number("version") is null or { Value: 0 } && !diagnostics.All.Any(d => d.IsError && d.Line == top.LineOf("version")))
                diagnostics.Error(top.LineOf("version"), "version is missing: the run file must begin with version: 1");
            apps.AddRange(ReadApps(top, Path.GetDirectoryName(fullPath)!, diagnostics));
            RunFileChecks.Check(apps, diagnostics);
        }

        return new(fullPath, name, apps, diagnostics);
    }

    private static YamlMappingNode? Parse(string fullPath, Diagnostics diagnostics)
    {
        try
        {
            using var reader = new StreamReader(fullPath);
            var stream = new YamlStream();
            stream.Load(reader);
            switch (stream.Documents)
            {
                case [{ RootNode: YamlMappingNode root }]:
                    return root;
                case [_, var second, ..]:
                    diagnostics.Error(YamlSection.LineOf(second.RootNode), "a run file is one YAML document; this is a second one");
                    return null;
                case [{ RootNode: var other }]:
                    diagnostics.Error(YamlSection.LineOf(other), $"a run file is a mapping with version and apps, not {YamlSection.Describe(other)}");
                    return null;
                default:
                    diagnostics.Error(1, "the run file is empty: version is missing");
                    return null;
            }
        }
        catch (YamlException e)
        {
            diagnostics.Error((int)Math.Max(1, e.Start.Line), $"this is not valid YAML: {e.InnerException?.Message ?? e.Message}");
            return null;
        }
    }

    private static IEnumerable<RunFileApp> ReadApps(YamlSection top, string baseFolder, Diagnostics diagnostics)
    {
        var common = ReadCommon(top, diagnostics);
        var reader = new RunFileAppReader(baseFolder, common, CommonPaths.Read(common, baseFolder, diagnostics), diagnostics);
        var node = top.Node("apps");
        if (node is not YamlSequenceNode { Children.Count: > 0 } sequence)
        {
            diagnostics.Error(top.LineOf("apps"), node is null or YamlSequenceNode ? "apps is missing: there is nothing to run" : $"apps must be a list, not {YamlSection.Describe(node)}");
            yield break;
        }

        foreach (var item in sequence)
        {
            if (item is not YamlMappingNode mapping)
                diagnostics.Error(YamlSection.LineOf(item), $"each item of apps must be a mapping, not {YamlSection.Describe(item)}");
            else if (reader.Read(new YamlSection(mapping, "apps", RunFileKeys.App, diagnostics)) is { } app)
                yield return app;
        }
    }

    private static SharedSettings ReadCommon(YamlSection top, Diagnostics diagnostics)
    {
        var node = top.Node("common");
        if (node is YamlMappingNode mapping)
            return SharedSettings.Read(new YamlSection(mapping, "common", RunFileKeys.Shared, diagnostics), diagnostics);
        if (node is not null)
            diagnostics.Error(top.LineOf("common"), $"common must be a mapping, not {YamlSection.Describe(node)}");
        return new();
    }
}
