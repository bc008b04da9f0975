using YamlDotNet.RepresentationModel;

namespace DemoApp.Charts.Tests.Collector;

/// <summary>A collector's configuration file.</summary>
internal sealed class CollectorConfiguration(string text)
{
    private static readonly string[] Sections = ["extensions", "receivers", "processors", "connectors", "exporters"];

    /// <summary>The file.</summary>
    public string Text { get; } = text;

    /// <summary>The whole file as a tree.</summary>
    public YamlMappingNode Root { get; } = Assert.Single(Yaml.Documents(text));

    /// <summary>Its pipelines, by name.</summary>
    public IReadOnlyDictionary<string, Pipeline> Pipelines =>
        Root.Keys("service", "pipelines").ToDictionary(name => name, name => new Pipeline(name, Root.At("service", "pipelines", name)!));

    /// <summary>What is declared: kind of component and name, such as <c>exporters otlp_grpc/tenant1</c>.</summary>
    public IReadOnlySet<string> Declared =>
        Sections.SelectMany(kind => Root.Keys(kind).Select(name => $"{kind} {name}")).ToHashSet();

    /// <summary>What the service uses, in the same form; a connector is used where it receives and where it exports.</summary>
    public IReadOnlySet<string> Used
    {
        get
        {
            var connectors = Root.Keys("connectors");
            string Kind(string kind, string name) => connectors.Contains(name) ? $"connectors {name}" : $"{kind} {name}";
            return Pipelines.Values
                .SelectMany(p => p.Receivers.Select(name => Kind("receivers", name))
                    .Concat(p.Processors.Select(name => $"processors {name}"))
                    .Concat(p.Exporters.Select(name => Kind("exporters", name))))
                .Concat(Root.Texts("service", "extensions").Select(name => $"extensions {name}"))
                .ToHashSet();
        }
    }

    /// <summary>The pipelines that take a signal from the network.</summary>
    public Pipeline Entry(string signal) => Assert.Single(Pipelines.Values, p => p.Signal == signal && p.Receivers.Contains("otlp"));
}

/// <summary>A pipeline: its name and what it goes through.</summary>
internal sealed class Pipeline(string name, YamlNode node)
{
    public string Name { get; } = name;

    /// <summary>traces, metrics or logs.</summary>
    public string Signal => Name.Split('/')[0];

    public string[] Receivers { get; } = node.Texts("receivers");

    public string[] Processors { get; } = node.Texts("processors");

    public string[] Exporters { get; } = node.Texts("exporters");
}
