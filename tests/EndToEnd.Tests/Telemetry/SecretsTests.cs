using System.Net;
using System.Text;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests.Telemetry;

/// <summary>Tokens and bodies are in no signal and on no console, whatever goes wrong.</summary>
public sealed class SecretsTests
{
    private const string AppToken = "app-token-41c7";
    private const string DaprToken = "dapr-token-8e02";
    private const string ExportKey = "export-key-93ab";
    private const string WrongToken = "wrong-token-77d1";
    private const string BodyText = "body-text-2f6e";

    private static readonly string[] Secrets = [AppToken, DaprToken, ExportKey, WrongToken, BodyText];

    [Theory]
    [InlineData("grpc", "json")]
    [InlineData("http/protobuf", "text")]
    public async Task TokensAndBodies_WhateverGoesWrong_AreNowhereInTelemetry(string protocol, string format)
    {
        await using var collector = await OtlpReceiver.StartAsync();
        var tokens = new Dictionary<string, string?> { ["APP_API_TOKEN"] = AppToken, ["DAPR_API_TOKEN"] = DaprToken };
        var variables = new Dictionary<string, string?>(tokens)
        {
            ["FAULTS_API"] = "true",
            ["LOG_FORMAT"] = format,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Endpoint(protocol),
            ["OTEL_EXPORTER_OTLP_HEADERS"] = $"api-key={ExportKey}",
        };
        await using var topology = await Topology.StartAsync(
            new TopologyOptions { Collector = collector.Address, Sender = variables, Receiver = variables, Sidecars = tokens });

        (string, string)[] right = [("dapr-api-token", AppToken)], wrong = [("dapr-api-token", WrongToken), ("Authorization", $"Bearer {WrongToken}")];
        Assert.Equal(HttpStatusCode.OK, (await topology.Sender.PostAsync(
            "/send", $$"""{"message":"{{BodyText}}","{{BodyText}}":{"data":"{{BodyText}}"} }""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await topology.Receiver.PostAsync("/process", $$"""{"data":"{{BodyText}}"}""", right)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await topology.Receiver.PostAsync("/process", $$"""{"data":"{{BodyText}}"}""", wrong)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await topology.Sender.PostAsync("/send", $$"""{"message":"{{BodyText}}" """, wrong)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await topology.Sender.PostAsync("/send", $$"""{"tenant_id":"{{BodyText}}"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await topology.Sender.PostAsync($"/send?token={WrongToken}", "{}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await topology.Sender.SendAsync(HttpMethod.Put, "/faults", Json($$"""{"{{BodyText}}":1}"""), right)).Status);
        collector.Answer = CollectorAnswer.RefuseForGood;
        await topology.Sender.PostAsync("/send", $$"""{"message":"{{BodyText}}"}""");
        await topology.Sender.Process.LineAsync("Exports of traces fail");
        collector.Answer = CollectorAnswer.Accept;
        await topology.Sender.PostAsync("/send", $$"""{"message":"{{BodyText}}"}""");
        await topology.Sender.Process.LineAsync("Exports of traces work again");
        Assert.Equal(HttpStatusCode.OK, (await topology.Receiver.SendAsync(HttpMethod.Put, "/faults", Json("""{"database_failure_rate":1}"""), right)).Status);
        Assert.Equal(HttpStatusCode.BadGateway, (await topology.Sender.PostAsync("/send", $$"""{"message":"{{BodyText}}"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, (await topology.Receiver.SendAsync(HttpMethod.Delete, "/faults", null, right)).Status);
        await topology.ReceiverSidecar.DisposeAsync();
        Assert.Equal(HttpStatusCode.BadGateway, (await topology.Sender.PostAsync("/send", $$"""{"message":"{{BodyText}}"}""")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await topology.Receiver.PostAsync("/process", $$"""{"data":"{{BodyText}}"}""", right)).Status);
        await topology.Sender.StopAsync();
        await topology.Receiver.StopAsync();

        // The key is what the exports were sent with, and is not in them.
        Assert.All(collector.Received.Requests.Where(IsOfServices), request => Assert.Equal(ExportKey, request.Headers["api-key"]));
        Assert.All(collector.Received.Requests.Concat(collector.Refused.Requests), request =>
            Assert.DoesNotContain(Secrets, secret => Encoding.Latin1.GetString(request.Message).Contains(secret, StringComparison.Ordinal)));
        Assert.Equal(3, collector.Received.Requests.Where(IsOfServices).Select(request => request.Signal).Distinct().Count());
        foreach (var process in (ChildProcess[])
            [topology.Sender.Process, topology.Receiver.Process, topology.SenderSidecar.Process, topology.ReceiverSidecar.Process])
        {
            Assert.NotEmpty(process.Lines);
            Assert.DoesNotContain(process.Lines, line => Secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal)));
        }
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", ExportKey)]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_HEADERS", $"api-key={ExportKey},{ExportKey}")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", $"ftp://user:{ExportKey}@localhost")]
    public async Task Start_WithAMalformedSecret_SaysWhichVariableAndNotItsValue(string variable, string value)
    {
        await using var process = ChildProcess.Start(Repository.Executable("SENDER", "src/Sender"), [], new Dictionary<string, string?>
        {
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{FreePort.Next()}",
            [variable] = value,
        });

        Assert.Equal(1, await process.ExitCodeAsync());
        var line = Assert.Single(process.Lines);
        Assert.Contains(variable, line, StringComparison.Ordinal);
        Assert.DoesNotContain(ExportKey, line, StringComparison.Ordinal);
    }

    private static bool IsOfServices(ReceivedRequest request) => request.Items.Any(item =>
        item is ReceivedLog or ReceivedMetric or ReceivedSpan { ServiceName: "sender-service" or "receiver-service" });

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
