using System.Net;
using DemoApp.TestSupport;
using Microsoft.AspNetCore.Http;

namespace DemoApp.EndToEnd.Tests;

public sealed class FailureTests
{
    private const string Body = """{"request_id":"f-1"}""";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_ReceiverFails_Is502AndTheReasonIsOnlyInTheLog(bool direct)
    {
        var faulty = new Dictionary<string, string?> { ["ERROR_RATE"] = "1" };
        await using var pair = direct ? await DirectPair.StartAsync(receiver: faulty) : null;
        await using var topology = direct ? null : await Topology.StartAsync(new TopologyOptions { Receiver = faulty });
        var sender = pair?.Sender ?? topology!.Sender;

        var answer = await sender.PostAsync("/send", Body);

        Assert.Equal(HttpStatusCode.BadGateway, answer.Status);
        Assert.Equal("application/problem+json", answer.MediaType);
        Assert.StartsWith("Receiver service error", answer.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("Simulated", answer.Body, StringComparison.Ordinal);
        await sender.Process.LineAsync("Simulated processing error");
    }

    [Theory]
    [InlineData("ERROR_RATE")]
    public async Task ErrorRateOfOne_EveryRequest_GetsTheSimulatedError(string variable)
    {
        var faulty = new Dictionary<string, string?> { [variable] = "1.0" };
        await using var pair = await DirectPair.StartAsync(faulty, faulty);

        var sender = await pair.Sender.PostAsync("/send", Body);
        var receiver = await pair.Receiver.PostAsync("/process", Body);

        Assert.Equal((HttpStatusCode.InternalServerError, "Simulated error"), (sender.Status, sender.Detail));
        Assert.Equal((HttpStatusCode.InternalServerError, "Simulated processing error"), (receiver.Status, receiver.Detail));
        Assert.Equal(HttpStatusCode.BadRequest, (await pair.Sender.PostAsync("/send", "{nope")).Status);
    }

    [Fact]
    public async Task LatencyMs_Set_IsWaitedBeforeTheAnswer()
    {
        await using var pair = await DirectPair.StartAsync(new() { ["LATENCY_MS"] = "300" });
        await pair.Sender.PostAsync("/send", Body);
        var start = System.Diagnostics.Stopwatch.GetTimestamp();

        Assert.Equal(HttpStatusCode.OK, (await pair.Sender.PostAsync("/send", Body)).Status);

        // A timer counts in its own ticks and may end a little before the stopwatch has the whole time.
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMilliseconds, 280, 60_000);
    }

    [Fact]
    public async Task Send_ReceiverGone_Is502()
    {
        await using var topology = await Topology.StartAsync();
        topology.Receiver.Process.Signal(ChildProcess.SigKill);
        await topology.Receiver.Process.ExitCodeAsync();

        Assert.Equal(HttpStatusCode.BadGateway, (await topology.Sender.PostAsync("/send", Body)).Status);
    }

    [Fact]
    public async Task Send_DirectReceiverNotThere_Is502()
    {
        await using var sender = await Service.SenderAsync(new Dictionary<string, string?>
        {
            ["RECEIVER_SERVICE_URL"] = $"http://127.0.0.1:{FreePort.Next()}",
        });

        Assert.Equal(HttpStatusCode.BadGateway, (await sender.PostAsync("/send", Body)).Status);
    }

    [Fact]
    public async Task Send_OwnSidecarNotThere_Is503WithRetryAfterAndNotReady()
    {
        await using var topology = await Topology.StartAsync();
        topology.SenderSidecar.Process.Signal(ChildProcess.SigKill);
        await topology.SenderSidecar.Process.ExitCodeAsync();

        var answer = await topology.Sender.PostAsync("/send", Body);
        var ready = await topology.Sender.SendAsync(HttpMethod.Get, "/ready");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status);
        Assert.Equal("1", answer.RetryAfter);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.Status);
        Assert.Contains("sidecar", ready.Detail, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await topology.Sender.SendAsync(HttpMethod.Get, "/alive")).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Send_ReceiverSlowerThanTheTimeout_Is504(bool direct)
    {
        var impatient = new Dictionary<string, string?> { ["RECEIVER_TIMEOUT_MS"] = "300" };
        var slow = new Dictionary<string, string?> { ["PROCESSING_TIME_MS"] = "20000" };
        await using var pair = direct ? await DirectPair.StartAsync(impatient, slow) : null;
        await using var topology = direct ? null : await Topology.StartAsync(new TopologyOptions { Sender = impatient, Receiver = slow });

        var answer = await (pair?.Sender ?? topology!.Sender).PostAsync("/send", Body);

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.Status);
        Assert.Equal("application/problem+json", answer.MediaType);
    }

    [Fact]
    public async Task Send_SidecarsDeadlineExceeded_Is504()
    {
        await using var topology = await Topology.StartAsync(new TopologyOptions
        {
            Receiver = new() { ["PROCESSING_TIME_MS"] = "20000" },
            Resource = """
                apiVersion: dapr.io/v1alpha1
                kind: Resiliency
                metadata:
                  name: impatient
                scopes: [sender]
                spec:
                  policies:
                    timeouts:
                      short: 300ms
                  targets:
                    apps:
                      receiver:
                        timeout: short
                """,
        });

        Assert.Equal(HttpStatusCode.GatewayTimeout, (await topology.Sender.PostAsync("/send", Body)).Status);
    }

    [Fact]
    public async Task Send_PolicyDeniesTheCall_Is502()
    {
        await using var topology = await Topology.StartAsync(new TopologyOptions
        {
            ReceiverConfiguration = """
                  accessControl:
                    defaultAction: deny
                    trustDomain: public
                """,
        });

        Assert.Equal(HttpStatusCode.BadGateway, (await topology.Sender.PostAsync("/send", Body)).Status);
        await topology.Sender.Process.LineAsync("access control policy");
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[1]")]
    public async Task Send_ReceiverAnswersNoJsonObject_Is502(string reply)
    {
        await using var receiver = await FakeSidecar.StartAsync(http => http.Response.WriteAsync(reply));
        await using var sender = await Service.SenderAsync(new Dictionary<string, string?>
        {
            ["RECEIVER_SERVICE_URL"] = $"http://127.0.0.1:{receiver.Port}",
        });

        Assert.Equal(HttpStatusCode.BadGateway, (await sender.PostAsync("/send", Body)).Status);
    }

    [Fact]
    public async Task Send_DirectWithPathInTheAddress_CallsBelowThatPath()
    {
        string? called = null;
        long? length = null;
        await using var receiver = await FakeSidecar.StartAsync(http =>
        {
            (called, length) = (http.Request.Path, http.Request.ContentLength);
            return http.Response.WriteAsync("{}");
        });
        await using var sender = await Service.SenderAsync(new Dictionary<string, string?>
        {
            ["RECEIVER_SERVICE_URL"] = $"http://127.0.0.1:{receiver.Port}/behind/a/path/",
        });

        Assert.Equal(HttpStatusCode.OK, (await sender.PostAsync("/send", Body)).Status);
        Assert.Equal("/behind/a/path/process", called);
        Assert.NotNull(length);
    }

    [Fact]
    public async Task Process_StateStoreUnknown_Is503AndTheSenderSays502()
    {
        await using var topology = await Topology.StartAsync(new TopologyOptions { Receiver = new() { ["STATE_STORE"] = "nosuchstore" } });

        var process = await topology.Receiver.PostAsync("/process", Body);
        var send = await topology.Sender.PostAsync("/send", Body);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (process.Status, process.RetryAfter));
        Assert.Equal(HttpStatusCode.BadGateway, send.Status);
        await topology.Receiver.Process.LineAsync("nosuchstore");
    }

    [Fact]
    public async Task Process_StateStoreSlowerThanItsDeadline_Is503()
    {
        using var silent = new SilentPort();
        await using var receiver = await Service.ReceiverAsync(new Dictionary<string, string?>
        {
            ["DAPR_GRPC_PORT"] = $"{silent.Port}",
            ["STATE_STORE_TIMEOUT_MS"] = "300",
        });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await receiver.PostAsync("/process", Body)).Status);
        await receiver.Process.LineAsync("took longer than 300 ms");
    }

    [Fact]
    public async Task Process_SidecarNotThere_Is503AndNotReady()
    {
        await using var receiver = await Service.ReceiverAsync(new Dictionary<string, string?>
        {
            ["DAPR_GRPC_PORT"] = $"{FreePort.Next()}",
            ["DAPR_HTTP_PORT"] = $"{FreePort.Next()}",
        });

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await receiver.PostAsync("/process", Body)).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await receiver.SendAsync(HttpMethod.Get, "/ready")).Status);
    }
}
