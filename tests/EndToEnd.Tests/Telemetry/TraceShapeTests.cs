using System.Net;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests.Telemetry;

/// <summary>One trace from the caller to the state store, every edge of it.</summary>
public sealed class TraceShapeTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string CallersSpanId = "b7ad6b7169203331";

    // A sidecar's span of a state call is a child of what the call's traceparent says: of database_query, beside the app's own span.
    private const string WithSidecars = """
        POST /send SERVER sender-service
          artificial_latency INTERNAL sender-service
          call_receiver INTERNAL sender-service
            POST CLIENT sender-service
              CallLocal/receiver/process CLIENT sender
                CallLocal/receiver/process SERVER receiver
                  POST /process SERVER receiver-service
                    process_data INTERNAL receiver-service
                      database_query CLIENT receiver-service
                        dapr.proto.runtime.v1.Dapr/SaveState CLIENT receiver-service
                        /dapr.proto.runtime.v1.Dapr/SaveState CLIENT receiver
                        dapr.proto.runtime.v1.Dapr/GetState CLIENT receiver-service
                        /dapr.proto.runtime.v1.Dapr/GetState CLIENT receiver
        """;

    private const string WithoutDapr = """
        POST /send SERVER sender-service
          call_receiver INTERNAL sender-service
            POST CLIENT sender-service
              POST /process SERVER receiver-service
                artificial_latency INTERNAL receiver-service
                process_data INTERNAL receiver-service
                  database_query CLIENT receiver-service
        """;

    [Fact]
    public async Task Send_ThroughSidecars_IsOneUnbrokenTraceOfAllFourProcesses()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var topology = await Topology.StartAsync(new TopologyOptions
        {
            Collector = collector.Address,
            Sender = new() { ["LATENCY_MS"] = "1" },
        });

        await SendAsync(topology.Sender, "01");
        await topology.StopAsync();

        AssertTrace(WithSidecars, collector);
    }

    [Fact]
    public async Task Send_WithoutDapr_IsOneUnbrokenTraceOfBothProcesses()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var pair = await CollectedPair.StartAsync(collector, receiver: new() { ["LATENCY_MS"] = "1" });

        await SendAsync(pair.Sender, "01");
        await pair.Sender.StopAsync();
        await pair.Receiver.StopAsync();

        AssertTrace(WithoutDapr, collector);
    }

    [Fact]
    public async Task Send_CallerDoesNotSample_NobodyMakesASpanAndLogsKeepTheTrace()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var topology = await Topology.StartAsync(new TopologyOptions { Collector = collector.Address });

        await SendAsync(topology.Sender, "00");
        await topology.StopAsync();

        Assert.DoesNotContain(collector.Spans, span => span.TraceId == TraceId);
        Assert.Equal(["receiver-service", "sender-service"],
            collector.Logs.Where(log => log is { TraceId: TraceId, EventName: "request.completed" }).Select(log => log.ServiceName).Order());
    }

    private static async Task SendAsync(Service sender, string flags) => Assert.Equal(HttpStatusCode.OK,
        (await sender.PostAsync("/send", """{"request_id":"trace-1"}""", ("traceparent", $"00-{TraceId}-{CallersSpanId}-{flags}"))).Status);

    private static void AssertTrace(string expected, OtlpReceiver collector)
    {
        var trace = collector.Spans.Where(span => span.TraceId == TraceId).ToList();
        var drawn = TraceTree.Draw(trace, CallersSpanId);
        Assert.True(expected == drawn, $"Wanted:\n{expected}\nArrived:\n{drawn}");

        // A span that hangs under none of them is in no line.
        Assert.Equal(expected.Split('\n').Length, trace.Count);
    }
}
