using System.Net;
using DemoApp.TestSupport;
using Microsoft.AspNetCore.Http;

namespace DemoApp.EndToEnd.Tests;

public sealed class TelemetryTests
{
    [Fact]
    public async Task Send_ForgedTenantInBaggage_GoesOnWithTheServicesOwn()
    {
        var baggage = "";
        await using var receiver = await FakeSidecar.StartAsync(http =>
        {
            baggage = http.Request.Headers["baggage"].ToString();
            return http.Response.WriteAsync("{}");
        });
        await using var collector = await OtlpReceiver.StartAsync();
        await using var sender = await Service.SenderAsync(new Dictionary<string, string?>
        {
            ["TENANT_ID"] = "tenant1",
            ["RECEIVER_SERVICE_URL"] = $"http://127.0.0.1:{receiver.Port}",
            ["OTEL_SDK_DISABLED"] = "false",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://{collector.Address}",
        });

        Assert.Equal(HttpStatusCode.OK, (await sender.PostAsync("/send", "{}", ("baggage", "tenant.id=tenant2,synthetic_request=true"))).Status);

        var members = baggage.Split(',').Select(member => member.Replace(" ", "", StringComparison.Ordinal)).ToHashSet();
        Assert.Contains("tenant.id=tenant1", members);
        Assert.Contains("synthetic_request=true", members);
        Assert.DoesNotContain("tenant2", baggage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_MalformedTraceparent_StartsATraceAfresh()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var topology = await Topology.StartAsync(new TopologyOptions { Collector = collector.Address });

        await topology.Sender.PostAsync("/send", "{}", ("traceparent", "garbage"), ("baggage", "=bad"));

        await Eventually.TrueAsync(() => collector.Spans.Any(span => span.Name == "POST /process"), "the Receiver's span");
        await Eventually.TrueAsync(() => collector.Spans.Any(span => span.Name == "POST /send"), "the Sender's span");
        var send = collector.Spans.Single(span => span.Name == "POST /send");
        Assert.Equal("", send.ParentSpanId);
        Assert.Equal(send.TraceId, collector.Spans.Single(span => span.Name == "POST /process").TraceId);
    }

    /// <summary>What platforms and sidecars ask by themselves: daprd 1.18.3 asks every app for /dapr/config once at its start.</summary>
    [Theory]
    [InlineData("/health", 200)]
    [InlineData("/alive", 200)]
    [InlineData("/ready", 200)]
    [InlineData("/dapr/config", 404)]
    [InlineData("/dapr/subscribe", 404)]
    public async Task Probe_Asked_MakesNoSpanNoLogRecordAndNoMetric(string path, int status)
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var topology = await Topology.StartAsync(new TopologyOptions { Collector = collector.Address });
        Assert.Equal(status, (int)(await topology.Sender.SendAsync(HttpMethod.Get, path)).Status);

        await topology.Sender.SendAsync(HttpMethod.Get, "/metrics");
        await topology.StopAsync();

        // The request behind it shows that everything was exported.
        Assert.Contains(collector.Spans, span => span.ServiceName == "sender-service" && span.Name == "GET /metrics");
        Assert.DoesNotContain(collector.Spans, span => span.ServiceName is "sender-service" or "receiver-service" && span.Name != "GET /metrics");
        Assert.Equal(["/metrics"], collector.Metrics.Where(point => point.Name.StartsWith("http.server.", StringComparison.Ordinal) && point.Name != "http.server.active_requests")
            .Select(point => point.Attributes.GetValueOrDefault("http.route", "none")).Distinct());
        Assert.Single(collector.Logs, log => log.EventName == "request.completed");
        Assert.DoesNotContain(topology.Receiver.Process.Lines, line => line.Contains("request.completed", StringComparison.Ordinal));
    }
}
