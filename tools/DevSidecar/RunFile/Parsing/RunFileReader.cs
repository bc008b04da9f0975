using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DemoApp.DevSidecar.RunFile.Parsing;

/// <summary>Reads a run file; unlike the Dapr CLI it reports every key and value it cannot use.</summary>
internal static class RunFileReader
{
    public static RunFileConfig Read(string path)
    {
        var fullPath = Path.GetFullPath(path);
        var diagnostics = new RunFileFindings(path);
        var apps = new List<RunFileApp>();
        var name = "";
        if (Parse(fullPath, diagnostics) is { } root)
        {
            var top = new YamlSection(root, "the run file", RunFileKeys.Top, diagnostics);
            name = top.Text("name")?.Value ?? "";
            if (top.Node("version") is null ? !top.HasUnknownKeys : top.Number("version") is { Value: 0 })
                diagnostics.Error(top.LineOf("version"), "version is missing: the run file must begin with version: 1");
            apps.AddRange(ReadApps(top, Path.GetDirectoryName(fullPath)!, diagnostics));
            RunFileChecks.Check(apps, diagnostics);
        }

        return new(fullPath, name, apps, diagnostics);
    }

    private static YamlMappingNode? Parse(string fullPath, RunFileFindings diagnostics)
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
                    diagnostics.Error(second.RootNode.Line(), "a run file is one YAML document; this is a second one");
                    return null;
                case [{ RootNode: var other }]:
                    diagnostics.Error(other.Line(), $"a run file is a mapping with version and apps, not {other.Describe()}");
                    return null;
                default:
                    diagnostics.Error(1, "the run file is empty: version is missing");
                    return null;
            }
        }
        catch (YamlException e)
        {
            var (line, message) = YamlMistake.Of(e, fullPath);
            diagnostics.Error(line, message);
            return null;
        }
    }

    private static IEnumerable<RunFileApp> ReadApps(YamlSection top, string baseFolder, RunFileFindings diagnostics)
    {
        var common = ReadCommon(top, diagnostics);
        var reader = new RunFileAppReader(baseFolder, common, CommonPaths.Read(common, baseFolder, diagnostics), diagnostics);
        var node = top.Node("apps");
        if (node is not YamlSequenceNode { Children.Count: > 0 } sequence)
        {
            if (node is not (null or YamlSequenceNode))
                diagnostics.Error(top.LineOf("apps"), $"apps must be a list, not {node.Describe()}");
            else if (!top.HasUnknownKeys)
                diagnostics.Error(top.LineOf("apps"), "apps is missing: there is nothing to run");
            yield break;
        }

        foreach (var item in sequence)
        {
            if (item is not YamlMappingNode mapping)
                diagnostics.Error(item.Line(), $"each item of apps must be a mapping, not {item.Describe()}");
            else if (reader.Read(new YamlSection(mapping, "apps", RunFileKeys.App, diagnostics)) is { } app)
                yield return app;
        }
    }

    private static SharedSettings ReadCommon(YamlSection top, RunFileFindings diagnostics)
    {
        var node = top.Node("common");
        if (node is YamlMappingNode mapping)
            return SharedSettings.Read(new YamlSection(mapping, "common", RunFileKeys.Shared, diagnostics), diagnostics);
        if (node is not null)
            diagnostics.Error(top.LineOf("common"), $"common must be a mapping, not {node.Describe()}");
        return new();
    }
}
