using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests;

/// <summary>How a topology differs from the plain one.</summary>
public sealed record TopologyOptions
{
    /// <summary>More variables for the Sender.</summary>
    public Dictionary<string, string?> Sender { get; init; } = [];

    /// <summary>More variables for the Receiver.</summary>
    public Dictionary<string, string?> Receiver { get; init; } = [];

    /// <summary>More variables for both sidecars.</summary>
    public Dictionary<string, string?> Sidecars { get; init; } = [];

    /// <summary>The spec of the Configuration of the Receiver's sidecar, in YAML, without name resolution.</summary>
    public string ReceiverConfiguration { get; init; } = "";

    /// <summary>Host and port of a collector that everything exports to; null exports nothing.</summary>
    public string? Collector { get; init; }

    /// <summary>One more resource for both sidecars, in YAML.</summary>
    public string? Resource { get; init; }
}

/// <summary>Sender, its sidecar, the Receiver's sidecar and Receiver: four real processes on free ports.</summary>
public sealed class Topology : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("demo-app-").FullName;
    private readonly List<IAsyncDisposable> _processes = [];

    private Topology()
    {
    }

    public Service Sender { get; private set; } = null!;

    public Service Receiver { get; private set; } = null!;

    public Sidecar SenderSidecar { get; private set; } = null!;

    public Sidecar ReceiverSidecar { get; private set; } = null!;

    public static async Task<Topology> StartAsync(TopologyOptions? options = null)
    {
        var topology = new Topology();
        try
        {
            await topology.StartProcessesAsync(options ?? new TopologyOptions());
            return topology;
        }
        catch
        {
            await topology.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the Receiver's state store holds for a key, or null.</summary>
    public async Task<string?> StateAsync(string key)
    {
        var text = await ReceiverSidecar.Http.GetStringAsync(new Uri($"/v1.0/state/statestore/{key}", UriKind.Relative));
        return text.Length == 0 ? null : text;
    }

    /// <summary>Asks all four processes to end, callers first, and waits until they have exported what they had.</summary>
    public async Task StopAsync()
    {
        await Sender.StopAsync();
        await Receiver.StopAsync();
        foreach (var sidecar in (Sidecar[])[SenderSidecar, ReceiverSidecar])
        {
            sidecar.Process.Signal(ChildProcess.SigTerm);
            await sidecar.Process.ExitCodeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes))
        {
            await process.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartProcessesAsync(TopologyOptions options)
    {
        int senderPort = FreePort.Next(), receiverPort = FreePort.Next();
        var resources = Directory.CreateDirectory(Path.Combine(_folder, "components")).FullName;
        File.Copy(Path.Combine(Repository.Root, "components/statestore.yaml"), Path.Combine(resources, "statestore.yaml"));
        if (options.Resource is { } resource)
        {
            await File.WriteAllTextAsync(Path.Combine(resources, "resource.yaml"), resource);
        }

        // Side by side: starting four processes in a row would take most of the suite's time.
        var receiverSidecar = Sidecar.StartAsync(
            "receiver", receiverPort, resources, await ConfigurationAsync("receiver", options, options.ReceiverConfiguration), options.Sidecars);
        var senderSidecar = Sidecar.StartAsync("sender", senderPort, resources, await ConfigurationAsync("sender", options, ""), options.Sidecars);
        _processes.Add(ReceiverSidecar = await receiverSidecar);
        _processes.Add(SenderSidecar = await senderSidecar);
        var receiver = Service.ReceiverAsync(Variables(ReceiverSidecar, options.Collector, options.Receiver), receiverPort);
        var sender = Service.SenderAsync(Variables(SenderSidecar, options.Collector, options.Sender), senderPort);
        _processes.Add(Receiver = await receiver);
        _processes.Add(Sender = await sender);
        await ReceiverSidecar.HealthyAsync();
        await SenderSidecar.HealthyAsync();
    }

    private async Task<string> ConfigurationAsync(string name, TopologyOptions options, string spec)
    {
        var tracing = options.Collector is null ? "" : $$"""
              tracing:
                samplingRate: "1"
                otel: { endpointAddress: "{{options.Collector}}", isSecure: false, protocol: grpc }
            """;
        var file = Path.Combine(_folder, $"{name}.yaml");
        await File.WriteAllTextAsync(file, $"""
            apiVersion: dapr.io/v1alpha1
            kind: Configuration
            metadata:
              name: {name}
            spec:
              nameResolution:
                component: sqlite
                version: v1
                configuration:
                  connectionString: {_folder}/names.db
              metric:
                http:
                  increasedCardinality: false
            {tracing}
            {spec}
            """);
        return file;
    }

    private static Dictionary<string, string?> Variables(Sidecar sidecar, string? collector, Dictionary<string, string?> more)
    {
        var variables = new Dictionary<string, string?>
        {
            ["TENANT_ID"] = "tenant1",
            ["PROCESSING_TIME_MS"] = "0",
            ["DAPR_HTTP_PORT"] = $"{sidecar.HttpPort}",
            ["DAPR_GRPC_PORT"] = $"{sidecar.GrpcPort}",
        };
        if (collector is not null)
        {
            variables["OTEL_SDK_DISABLED"] = "false";
            variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://{collector}";
            variables["OTEL_METRIC_EXPORT_INTERVAL"] = "500";
            variables["OTEL_BSP_SCHEDULE_DELAY"] = "200";
        }

        foreach (var (name, value) in more)
        {
            variables[name] = value;
        }

        return variables;
    }
}
