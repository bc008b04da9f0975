using System.Net;

namespace DemoApp.EndToEnd.Tests;

public sealed class TokenTests
{
    private const string Body = """{"request_id":"t-1"}""";

    [Fact]
    public async Task Send_TokensSetEverywhere_GoesThroughBothSidecarsAndTheStore()
    {
        var tokens = new Dictionary<string, string?> { ["DAPR_API_TOKEN"] = "api-secret", ["APP_API_TOKEN"] = "app-secret" };
        await using var topology = await Topology.StartAsync(new TopologyOptions { Sender = tokens, Receiver = tokens, Sidecars = tokens });

        var answer = await topology.Sender.PostAsync("/send", Body);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(1, answer.Json["receiver_response"]!["database_result"]!["records"]!.GetValue<int>());
        Assert.Equal(HttpStatusCode.Unauthorized, (await topology.Receiver.PostAsync("/process", Body)).Status);
        Assert.DoesNotContain(topology.Sender.Process.Lines.Concat(topology.Receiver.Process.Lines), line => line.Contains("-secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Send_OwnSidecarRefusesTheToken_Is502()
    {
        await using var topology = await Topology.StartAsync(new TopologyOptions
        {
            Sidecars = new() { ["DAPR_API_TOKEN"] = "api-secret" },
            Sender = new() { ["DAPR_API_TOKEN"] = "wrong" },
            Receiver = new() { ["DAPR_API_TOKEN"] = "api-secret" },
        });

        Assert.Equal(HttpStatusCode.BadGateway, (await topology.Sender.PostAsync("/send", Body)).Status);
    }

    [Theory]
    [InlineData("app-secret", HttpStatusCode.OK)]
    [InlineData("wrong", HttpStatusCode.BadGateway)]
    [InlineData(null, HttpStatusCode.BadGateway)]
    public async Task Send_DirectWithAppToken_WorksOnlyWithTheRightOne(string? token, HttpStatusCode expected)
    {
        await using var pair = await DirectPair.StartAsync(
            sender: new() { ["APP_API_TOKEN"] = token }, receiver: new() { ["APP_API_TOKEN"] = "app-secret" });

        Assert.Equal(expected, (await pair.Sender.PostAsync("/send", Body)).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("app-secre")]
    [InlineData("app-secret2")]
    public async Task Process_WithoutTheAppToken_Is401AndProbesStayOpen(string? token)
    {
        await using var pair = await DirectPair.StartAsync(receiver: new() { ["APP_API_TOKEN"] = "app-secret" });
        (string, string)[] headers = token is null ? [] : [("dapr-api-token", token)];

        var answer = await pair.Receiver.PostAsync("/process", Body, headers);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal("application/problem+json", answer.MediaType);
        Assert.Equal(HttpStatusCode.OK, (await pair.Receiver.SendAsync(HttpMethod.Get, "/health")).Status);
    }
}
