using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests.Telemetry;

/// <summary>Sender, gate and Receiver, with faults, and the callers that use them.</summary>
internal sealed class Books : IAsyncDisposable
{
    private Books(Service sender, Gate gate, Service receiver) =>
        (Sender, Gate, Receiver, Callers) = (sender, gate, receiver, new Callers(sender, gate));

    public Service Sender { get; }

    public Gate Gate { get; }

    public Service Receiver { get; }

    public Callers Callers { get; }

    /// <summary>Traces and logs go to one collector, metrics, which tell what was dropped of them, to another or the same.</summary>
    public static Task<Books> StartAsync(OtlpReceiver collector, OtlpReceiver metrics, string protocol) => StartAsync(new()
    {
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Endpoint(protocol),
        ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] = metrics.Endpoint(protocol) + (protocol == "grpc" ? "" : "/v1/metrics"),
    });

    /// <summary>Traces and logs go to a port, over gRPC.</summary>
    public static Task<Books> StartAsync(int port, OtlpReceiver metrics) => StartAsync(new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{port}",
        ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] = metrics.Endpoint("grpc"),
    });

    /// <summary>Asks both services to end and waits until they have.</summary>
    public async Task StopAsync()
    {
        await Sender.StopAsync();
        await Receiver.StopAsync();
    }

    /// <summary>Waits until both services have said of these signals that their exports <c>fail</c> or <c>work again</c>.</summary>
    public async Task ExportsOfAsync(string what, params string[] signals)
    {
        foreach (var signal in signals)
        {
            await Sender.Process.LineAsync($"Exports of {signal} {what}");
            await Receiver.Process.LineAsync($"Exports of {signal} {what}");
        }
    }

    /// <summary>How many spans each service made, by what became of the requests.</summary>
    public IEnumerable<(string Service, ChildProcess Process, int Spans)> SpansMade()
    {
        // POST /send for all; call_receiver and POST for those that were not answered before.
        var passedOn = Callers.Count("200") + Callers.Count("502") + Callers.Count(Callers.GivenUp);
        yield return ("sender-service", Sender.Process, Callers.Outcomes.Count + (2 * passedOn));
        // POST /process for all; process_data and database_query for those without the simulated error.
        yield return ("receiver-service", Receiver.Process, Gate.Passed + (2 * Callers.Count("200")));
    }

    public async ValueTask DisposeAsync()
    {
        await Sender.DisposeAsync();
        await Gate.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    private static async Task<Books> StartAsync(Dictionary<string, string?> exports)
    {
        Dictionary<string, string?> variables = new(exports)
        {
            ["TENANT_ID"] = "tenant1",
            ["ERROR_RATE"] = "0.2",
            ["PROCESSING_TIME_MS"] = "0",
            ["STATE_STORE"] = "none",
            ["OTEL_SDK_DISABLED"] = "false",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
        };
        var receiver = await Service.ReceiverAsync(variables);
        var gate = await Gate.StartAsync(receiver.Port);
        var sender = await Service.SenderAsync(new Dictionary<string, string?>(variables) { ["RECEIVER_SERVICE_URL"] = gate.Address });
        return new Books(sender, gate, receiver);
    }
}
