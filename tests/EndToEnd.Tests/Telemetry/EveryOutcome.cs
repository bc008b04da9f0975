using System.Net;
using System.Net.Http.Headers;
using DemoApp.TestSupport;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace DemoApp.EndToEnd.Tests.Telemetry;

/// <summary>Makes real processes do everything that they can: every endpoint, every status, every fault, every failure around them.</summary>
internal static class EveryOutcome
{
    private const string Token = "every-outcome-token";
    private const string TooLong = "too long";

    private static readonly Dictionary<string, string?> Pod = new()
    {
        ["OTEL_RESOURCE_ATTRIBUTES"] = "service.namespace=demo,deployment.environment.name=test",
        ["K8S_POD_NAME"] = "sender-0",
        ["K8S_POD_UID"] = "2b1d4a2e-0000-4000-8000-000000000001",
        ["K8S_POD_IP"] = "10.0.0.7",
        ["K8S_NODE_NAME"] = "node-1",
        ["K8S_NAMESPACE_NAME"] = "tenant1-demo",
        ["K8S_DEPLOYMENT_NAME"] = "sender",
        ["K8S_CONTAINER_NAME"] = "sender",
    };

    /// <summary>What arrived of all of it, after every process has ended in good order.</summary>
    public static async Task<ReceivedTelemetry> RunAsync(string protocol)
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await Task.WhenAll(
            WithSidecarsAsync(collector, protocol),
            WithoutSidecarsAsync(collector, protocol),
            WithASilentReceiverAsync(collector, protocol),
            WithAStoreThatKeepsAndForgetsAsync(collector, protocol));
        return collector.Received;
    }

    private static async Task WithSidecarsAsync(OtlpReceiver collector, string protocol)
    {
        var variables = Exporting(collector, protocol);
        variables["FAULTS_API"] = "true";
        await using var topology = await Topology.StartAsync(new TopologyOptions
        {
            Collector = collector.Address,
            Sender = new([.. variables, .. Pod]),
            Receiver = variables,
        });
        foreach (var (service, path) in ((Service, string)[])[(topology.Sender, "/send"), (topology.Receiver, "/process")])
        {
            await AskAsync(service, path, HttpStatusCode.OK, "{}");
            await AskAsync(service, $"{path}?secret=1", HttpStatusCode.OK, "{}", agent: "every-outcome/1.0");
            await AskAsync(service, path, HttpStatusCode.BadRequest, "{nope");
            await AskAsync(service, path, HttpStatusCode.Forbidden, """{"tenant_id":"stranger"}""");
            await AskAsync(service, path, HttpStatusCode.RequestEntityTooLarge, TooLong);
            await AskAsync(service, path, HttpStatusCode.UnsupportedMediaType, "{}", "text/plain");
            await AskAsync(service, path, HttpStatusCode.MethodNotAllowed, method: HttpMethod.Get);
            await AskAsync(service, "/nowhere", HttpStatusCode.NotFound, method: HttpMethod.Get);
            await AskAsync(service, "/nowhere", HttpStatusCode.NotFound, method: new HttpMethod("BREW"));
            foreach (var other in (string[])["/health", "/alive", "/ready", "/metrics", "/openapi/v1.json", "/faults"])
            {
                await AskAsync(service, other, HttpStatusCode.OK, method: HttpMethod.Get);
                await AskAsync(service, $"{other}?secret=1", HttpStatusCode.OK, method: HttpMethod.Get, agent: "every-outcome/1.0");
            }

            await AskAsync(service, "/nowhere?secret=1", HttpStatusCode.NotFound, method: HttpMethod.Get, agent: "every-outcome/1.0");

            await AskAsync(service, "/faults", HttpStatusCode.BadRequest, """{"error_rate":2}""", method: HttpMethod.Put);
            await FaultsAsync(service, """{"error_rate":1,"latency_ms":1}""");
            await AskAsync(service, path, HttpStatusCode.InternalServerError, "{}");
            if (service == topology.Receiver)
            {
                await AskAsync(topology.Sender, "/send", HttpStatusCode.BadGateway, "{}");
            }

            await AskAsync(service, "/faults", HttpStatusCode.OK, method: HttpMethod.Delete);
        }

        await HangUpAsync(topology, collector);
        await FaultsAsync(topology.Receiver, """{"database_failure_rate":1}""");
        await AskAsync(topology.Receiver, "/process", HttpStatusCode.ServiceUnavailable, "{}");
        await FaultsAsync(topology.Receiver, """{"database_latency_ms":1}""");
        await AskAsync(topology.Receiver, "/process", HttpStatusCode.OK, "{}");
        await topology.StopAsync();
    }

    // Neither service finds its sidecar, and the collector refuses their traces for a while.
    private static async Task WithoutSidecarsAsync(OtlpReceiver collector, string protocol)
    {
        await using var traces = await OtlpReceiver.StartAsync();
        traces.Answer = CollectorAnswer.RefuseForGood;
        var variables = Exporting(collector, protocol);
        variables["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = traces.Endpoint(protocol) + (protocol == "grpc" ? "" : "/v1/traces");
        variables["DAPR_HTTP_PORT"] = $"{FreePort.Next()}";
        variables["DAPR_GRPC_PORT"] = $"{FreePort.Next()}";
        variables["APP_API_TOKEN"] = Token;
        await using var sender = await Service.SenderAsync(variables);
        await using var receiver = await Service.ReceiverAsync(variables);
        await AskAsync(sender, "/send", HttpStatusCode.ServiceUnavailable, "{}");
        await AskAsync(receiver, "/process", HttpStatusCode.Unauthorized, "{}");
        await AskAsync(receiver, "/process", HttpStatusCode.ServiceUnavailable, "{}", token: Token);
        foreach (var service in (Service[])[sender, receiver])
        {
            await AskAsync(service, "/ready", HttpStatusCode.ServiceUnavailable, method: HttpMethod.Get);
            await service.Process.LineAsync("Exports of traces fail");
        }

        traces.Answer = CollectorAnswer.Accept;
        traces.RejectPerRequest = 1;
        await AskAsync(sender, "/send", HttpStatusCode.ServiceUnavailable, "{}");
        await AskAsync(receiver, "/process", HttpStatusCode.ServiceUnavailable, "{}", token: Token);
        foreach (var service in (Service[])[sender, receiver])
        {
            await service.Process.LineAsync("Exports of traces work again");
            await service.Process.LineAsync("The collector took an export of traces and rejected");
            await service.StopAsync();
        }

        collector.Received.Add(traces.Received);
    }

    private static async Task WithASilentReceiverAsync(OtlpReceiver collector, string protocol)
    {
        using var silent = new SilentPort();
        await using var sender = await Service.SenderAsync(new Dictionary<string, string?>(Exporting(collector, protocol))
        {
            ["RECEIVER_SERVICE_URL"] = $"http://127.0.0.1:{silent.Port}",
            ["RECEIVER_TIMEOUT_MS"] = "100",
        });
        await AskAsync(sender, "/send", HttpStatusCode.GatewayTimeout, "{}");
        await sender.StopAsync();
    }

    // A sidecar whose store takes what is written and fails when it is read.
    private static async Task WithAStoreThatKeepsAndForgetsAsync(OtlpReceiver collector, string protocol)
    {
        await using var sidecar = await FakeSidecar.StartAsync(
            async http =>
            {
                var isWrite = http.Request.Path.Value!.EndsWith("/SaveState", StringComparison.Ordinal);
                http.Response.ContentType = "application/grpc";
                await http.Response.Body.WriteAsync(isWrite ? new byte[5] : []);
                http.Response.AppendTrailer("grpc-status", isWrite ? "0" : "13");
            },
            HttpProtocols.Http2);
        var variables = Exporting(collector, protocol);
        variables["DAPR_GRPC_PORT"] = $"{sidecar.Port}";
        await using var receiver = await Service.ReceiverAsync(variables);
        await AskAsync(receiver, "/process", HttpStatusCode.ServiceUnavailable, "{}");
        await receiver.StopAsync();
    }

    private static Dictionary<string, string?> Exporting(OtlpReceiver collector, string protocol) => new()
    {
        ["TENANT_ID"] = "tenant1",
        ["OTEL_SDK_DISABLED"] = "false",
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Endpoint(protocol),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
    };

    private static Task FaultsAsync(Service service, string body) => AskAsync(service, "/faults", HttpStatusCode.OK, body, method: HttpMethod.Put);

    private static async Task AskAsync(
        Service service, string path, HttpStatusCode expected, string? body = null, string type = "application/json", HttpMethod? method = null,
        string? token = null, string? agent = null)
    {
        using HttpContent? content = body switch
        {
            null => null,
            TooLong => new ByteArrayContent(new byte[2 * 1024 * 1024]),
            _ => new StringContent(body, MediaTypeHeaderValue.Parse(type)),
        };
        (string, string?)[] headers = [("dapr-api-token", token), ("User-Agent", agent)];
        var answer = await service.SendAsync(method ?? HttpMethod.Post, path, content, headers.Where(header => header.Item2 is not null)!);
        Assert.True(expected == answer.Status, $"{method ?? HttpMethod.Post} {path} {body}: {answer.Status} {answer.Body}");
    }

    // Until it was early enough: a request that was answered before its caller hung up is none that was given up.
    // While the Receiver waits before it does anything else: a call of the store that is cut short would be another outcome, and by chance.
    private static async Task HangUpAsync(Topology topology, OtlpReceiver collector)
    {
        await FaultsAsync(topology.Receiver, """{"latency_ms":60000}""");
        using var hangUp = new CancellationTokenSource();
        using var content = new StringContent("{}", MediaTypeHeaderValue.Parse("application/json"));
        var call = topology.Sender.Http.PostAsync(new Uri("/send", UriKind.Relative), content, hangUp.Token);
        await Eventually.TrueAsync(
            () => collector.Metrics.LastOrDefault(point => point.Name == "app.faults.injected" && point.ServiceName == "receiver-service"
                && point.Attributes["app.fault"] == "latency")?.Value == 3,
            "the Receiver's third wait: two were before, for the sake of artificial_latency");
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await topology.Sender.Process.LineAsync("given up by its caller");
        await topology.Receiver.Process.LineAsync("given up by its caller");
        await AskAsync(topology.Receiver, "/faults", HttpStatusCode.OK, method: HttpMethod.Delete);
    }
}
