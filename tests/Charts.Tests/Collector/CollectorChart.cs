using DemoApp.TestSupport;
using YamlDotNet.RepresentationModel;

namespace DemoApp.Charts.Tests.Collector;

/// <summary>charts/collector, rendered.</summary>
internal static class CollectorChart
{
    /// <summary>Where the chart is, from the repository's root.</summary>
    public const string Folder = "charts/collector";

    /// <summary>The list of the repository.</summary>
    public const string List = "tenants.yaml";

    /// <summary>Folders of the chart's examples; each has its values and what they render to.</summary>
    public static IReadOnlyList<string> Examples { get; } =
        [.. Directory.GetDirectories(Path.Combine(Repository.Root, Folder, "examples")).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    /// <summary>What an example renders to, from the repository.</summary>
    public static string Golden(string example) => File.ReadAllText(Path.Combine(Repository.Root, Folder, "examples", example, "rendered.yaml"));

    /// <summary>The objects that an example renders to.</summary>
    public static IReadOnlyList<YamlMappingNode> Objects(string example) => Yaml.Documents(Golden(example));

    /// <summary>Renders the chart; the values are files or `--set` arguments.</summary>
    public static Task<(int ExitCode, string Output)> RenderAsync(string helm, params IEnumerable<string> arguments) =>
        Helm.RunAsync(helm, ["template", "otel", Folder, "--namespace", "observability", .. arguments]);

    /// <summary>Renders the chart with a values file of this text.</summary>
    public static async Task<(int ExitCode, string Output)> RenderTextAsync(string helm, string values)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, values);
            return await RenderAsync(helm, "-f", file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The configurations of agent and gateway among rendered objects.</summary>
    public static (CollectorConfiguration Agent, CollectorConfiguration Gateway) Configurations(IEnumerable<YamlMappingNode> objects)
    {
        var texts = objects.Where(o => o.Text("kind") == "ConfigMap" && o.Text("data", "config.yaml") is not null)
            .ToDictionary(o => o.Text("metadata", "labels", "app.kubernetes.io/component")!, o => o.Text("data", "config.yaml")!);
        return (new CollectorConfiguration(texts["agent"]), new CollectorConfiguration(texts["gateway"]));
    }

    /// <summary>Agent and gateway as they are for these tenants.</summary>
    public static async Task<(CollectorConfiguration Agent, CollectorConfiguration Gateway)> ConfigurationsAsync(string values)
    {
        var (exitCode, output) = await RenderTextAsync(Helm.Four, values);
        Assert.True(exitCode == 0, output);
        return Configurations(Yaml.Documents(output));
    }
}
