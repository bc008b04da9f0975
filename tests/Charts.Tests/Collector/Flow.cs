using YamlDotNet.RepresentationModel;

namespace DemoApp.Charts.Tests.Collector;

/// <summary>Takes telemetry through the pipelines of agent and gateway as their configurations say, and tells where it comes out.</summary>
internal sealed class Flow(CollectorConfiguration agent, CollectorConfiguration gateway)
{
    /// <summary>The exporters of the gateway that get what a pod (or, without one, something else) sent to an agent.</summary>
    public string[] Send(string signal, Telemetry telemetry, Pod? pod)
    {
        Process(agent, agent.Entry(signal), telemetry, pod);
        return Route(signal, telemetry);
    }

    /// <summary>The exporters of the gateway that get what an agent scraped from a sidecar; the labels of the target are in the record.</summary>
    public string[] Scrape(Telemetry telemetry)
    {
        Process(agent, Assert.Single(agent.Pipelines.Values, p => p.Receivers.Contains("prometheus/daprd")), telemetry, pod: null);
        return Route("metrics", telemetry);
    }

    private string[] Route(string signal, Telemetry telemetry)
    {
        var entry = gateway.Entry(signal);
        Process(gateway, entry, telemetry, pod: null);
        return [.. entry.Exporters.SelectMany(exporter => ExportersBehind(exporter, telemetry))];
    }

    private string[] ExportersBehind(string exporter, Telemetry telemetry)
    {
        if (gateway.Root.At("connectors", exporter) is not { } router)
        {
            return [exporter];
        }

        // The first row that matches takes the resource; without one, the default does.
        var row = router.Items("table").FirstOrDefault(row => row.Text("context") == "resource" && Ottl.IsTrue(row.Text("condition")!, new Telemetry { Record = telemetry.Resource }));
        var pipelines = row is null ? router.Texts("default_pipelines") : row.Texts("pipelines");
        return [.. pipelines.SelectMany(name =>
        {
            Assert.Contains(exporter, gateway.Pipelines[name].Receivers);
            return gateway.Pipelines[name].Exporters;
        })];
    }

    private static void Process(CollectorConfiguration configuration, Pipeline pipeline, Telemetry telemetry, Pod? pod)
    {
        foreach (var name in pipeline.Processors)
        {
            var settings = configuration.Root.At("processors", name)!;
            switch (name.Split('/')[0])
            {
                case "k8s_attributes" when pod is not null:
                    AddPod(settings, telemetry.Resource, pod);
                    break;
                case "transform":
                    foreach (var group in settings.Items($"{pipeline.Signal.TrimEnd('s')}_statements")) RunGroup(group, telemetry);
                    break;
                case "k8s_attributes" or "memory_limiter" or "batch" or "filter":
                    break;
                default:
                    throw new NotSupportedException($"A processor that these tests do not know: {name}");
            }
        }
    }

    private static void RunGroup(YamlNode group, Telemetry telemetry)
    {
        var conditions = group.Texts("conditions");
        if (conditions.Length == 0 || conditions.Any(condition => Ottl.IsTrue(condition, telemetry)))
        {
            foreach (var statement in group.Texts("statements")) Ottl.Run(statement, telemetry);
        }
    }

    // As the real one does it: by the connection alone, and what is there already stays.
    private static void AddPod(YamlNode settings, Attributes resource, Pod pod)
    {
        Assert.Equal(["connection"], settings.Items("pod_association").SelectMany(a => a.Items("sources")).Select(s => s.Text("from")));
        foreach (var attribute in settings.Texts("extract", "metadata"))
        {
            resource[attribute] ??= attribute switch
            {
                "k8s.namespace.name" => pod.Namespace,
                "k8s.pod.name" => pod.Name,
                "k8s.replicaset.name" => pod.Name[..pod.Name.LastIndexOf('-')],
                _ => $"({attribute} of {pod.Name})",
            };
        }
    }
}
