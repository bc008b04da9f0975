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

    public static TheoryData<string, string, string> BrokenConnections()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var way in (string[])["RECEIVER_SERVICE_URL", "DAPR_HTTP_PORT"])
        {
            data.Add(way, "closed", "");
            data.Add(way, "reset", "");
            data.Add(way, "closed", "HTTP/1.1 200 OK\r\nContent-Le");
            data.Add(way, "closed", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"status\":");
            data.Add(way, "closed", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"sta");
            data.Add(way, "closed", "garbage\r\n\r\n");
            // What daprd makes of an answer that breaks off: a complete one.
            data.Add(way, "closed", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"status\":");
            data.Add(way, "closed", "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 26\r\n\r\n{\"message\":\"it broke off\"}");
            data.Add(way, "closed", "HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(BrokenConnections))]
    public async Task Send_ConnectionBreaksBehindTheRequest_Is502ThatClaimsNothing(string way, string end, string reply)
    {
        using var cut = new CutConnection(reply, reset: end == "reset");
        await using var sender = await Service.SenderAsync(new Dictionary<string, string?>
        {
            [way] = way == "DAPR_HTTP_PORT" ? $"{cut.Port}" : $"http://127.0.0.1:{cut.Port}",
        });

        var answer = await sender.PostAsync("/send", Body);

        Assert.Equal(HttpStatusCode.BadGateway, answer.Status);
        Assert.Contains("may have been processed; send it again with the same request_id", answer.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RECEIVER_SERVICE_URL", 502, "was not processed")]
    [InlineData("DAPR_HTTP_PORT", 503, "Nothing was sent")]
    public async Task Send_ConnectionRefused_SaysThatNothingWasProcessed(string way, int status, string detail)
    {
        var port = FreePort.Next();
        await using var sender = await Service.SenderAsync(new Dictionary<string, string?>
        {
            [way] = way == "DAPR_HTTP_PORT" ? $"{port}" : $"http://127.0.0.1:{port}",
        });

        var answer = await sender.PostAsync("/send", Body);

        Assert.Equal(status, (int)answer.Status);
        Assert.Contains(detail, answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_SidecarKilledWhileTheReceiverWorks_ClaimsNothingOfARequestThatIsKept()
    {
        await using var topology = await Topology.StartAsync(new TopologyOptions { Receiver = new() { ["PROCESSING_TIME_MS"] = "2000" } });
        var send = topology.Sender.PostAsync("/send", Body);
        await Eventually.TrueAsync(async () => await topology.StateAsync("f-1") is not null, "the record");

        topology.SenderSidecar.Process.Signal(ChildProcess.SigKill);
        var answer = await send;

        Assert.Equal(HttpStatusCode.BadGateway, answer.Status);
        Assert.Contains("may have been processed", answer.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP_PROXY")]
    [InlineData("http_proxy")]
    [InlineData("ALL_PROXY")]
    [InlineData("all_proxy")]
    [InlineData("HTTPS_PROXY")]
    public async Task Proxy_InTheEnvironment_IsUsedByNobody(string variable)
    {
        var proxy = new Dictionary<string, string?> { [variable] = $"http://127.0.0.1:{FreePort.Next()}" };
        await using var topology = await Topology.StartAsync(new TopologyOptions { Sender = proxy, Receiver = proxy, Sidecars = proxy });

        Assert.Equal(HttpStatusCode.OK, (await topology.Sender.PostAsync("/send", Body)).Status);
        Assert.Equal(HttpStatusCode.OK, (await topology.Sender.SendAsync(HttpMethod.Get, "/ready")).Status);
        Assert.Equal(HttpStatusCode.OK, (await topology.Receiver.SendAsync(HttpMethod.Get, "/ready")).Status);
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

        var answer = await sender.PostAsync("/send", Body);

        Assert.Equal(HttpStatusCode.BadGateway, answer.Status);
        Assert.Contains("may have been processed", answer.Detail, StringComparison.Ordinal);
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
