using System.Net;
using System.Net.Sockets;
using System.Text;
using DemoApp.DevSidecar.Tests.Fixtures;

namespace DemoApp.DevSidecar.Tests;

public sealed class RobustnessTests
{
    private const int Requests = 10_000;
    private const int Seed = 20261123;

    private static readonly string[] Pieces =
    [
        "/v1.0", "/v1.0/invoke", "/v1.0/state", "/v1.0/metadata", "/v9", "/healthz", "/echo", "/statestore", "/nostore", "/method",
        "/bulk", "/transaction", "/..", "//", "/%2F", "/%zz", "/%00",
        "/a||b", "/k", "/hello", "/status/200", "/text", "?x=1", "?metadata.ttlInSeconds=x", "?concurrency=odd", "/%C3%A9", "/.", "/ä",
    ];

    private static readonly string[] Bodies = ["", "[]", "{}", "{", "null", "[1]", "[{}]", "[{\"key\":\"k\"}]", "[{\"key\":5}]",
        "{\"keys\":[\"k\"]}", "{\"operations\":[{}]}", "\u0000\u0001", "[{\"key\":\"k\",\"value\":1e400}]"];

    private static readonly string[] Headers = ["traceparent: x", "tracestate: =", "baggage: a=b", "dapr-app-id: echo",
        "dapr-app-id: nobody", "authorization: Basic !", "if-match: \"1\"", "connection: x", "content-type: application/grpc",
        "expect: 100-continue"];

    [Fact]
    public async Task TenThousandRandomRequests_AreAllAnsweredAndTheProcessLivesOn()
    {
        await using var pair = await SidecarPair.StartAsync();
#pragma warning disable CA5394 // A fixed seed is the point: a failure must come back.
        var random = new Random(Seed);
        var texts = Enumerable.Range(0, Requests).Select(_ => RandomRequest(random)).ToList();
#pragma warning restore CA5394
        var failures = new System.Collections.Concurrent.ConcurrentBag<string>();
        await Parallel.ForEachAsync(texts,
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = TestContext.Current.CancellationToken },
            async (text, stop) =>
        {
            var answer = await SendRawAsync(pair.Caller.HttpPort, text, stop);
            if (!answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
            {
                failures.Add($"{text}\n=> {answer}");
            }
        });
        Assert.True(failures.IsEmpty, $"{failures.Count} of {Requests} without an answer, such as\n{failures.FirstOrDefault()}");
        Assert.False(pair.Caller.HasExited);
        Assert.DoesNotContain("level=error", pair.Caller.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, await pair.Caller.StatusOfAsync("/v1.0/healthz"));
        Assert.Equal(HttpStatusCode.OK, await pair.Caller.StatusOfAsync("/v1.0/invoke/echo/method/hello"));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("\u0000\u0001\u0002garbage\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnot a frame at all, but long enough to be one")]
    public async Task GarbageOnTheGrpcPort_EndsThatConnectionOnly(string garbage)
    {
        await using var sidecar = await SidecarProcess.StartAsync("a", []);
        await SendRawAsync(sidecar.GrpcPort, garbage, TestContext.Current.CancellationToken);
        using var grpc = new Contract.GrpcReplay(sidecar);
        var answer = await grpc.SendAsync("/dapr.proto.runtime.v1.Dapr/GetState", System.Text.Json.Nodes.JsonNode.Parse("{}")!);
        Assert.Equal(Grpc.Core.StatusCode.FailedPrecondition, answer.Status);
    }

    [Fact]
    public async Task GrpcMessageOverTheLimit_IsResourceExhausted()
    {
        using var files = new SidecarFiles();
        files.Store("statestore");
        await using var sidecar = await SidecarProcess.StartAsync(
            "a", ["--resources-path", files.Resources, "--config", files.Configuration()]);
        using var grpc = new Contract.GrpcReplay(sidecar);
        var value = Convert.ToBase64String(new byte[(4 << 20) + 1]);
        var answer = await grpc.SendAsync(
            "/dapr.proto.runtime.v1.Dapr/SaveState",
            System.Text.Json.Nodes.JsonNode.Parse($$"""{"storeName":"statestore","states":[{"key":"k","value":"{{value}}"}]}""")!);
        Assert.Equal(Grpc.Core.StatusCode.ResourceExhausted, answer.Status);
    }

    [Fact]
    public async Task OtherGrpcMethod_IsUnimplemented()
    {
        await using var sidecar = await SidecarProcess.StartAsync("a", []);
        using var grpc = new Contract.GrpcReplay(sidecar);
        Assert.SkipWhen(SidecarProcess.IsDaprd, "a real daprd has more methods");
        var answer = await grpc.SendAsync("/dapr.proto.runtime.v1.Dapr/PublishEvent", System.Text.Json.Nodes.JsonNode.Parse("{}")!);
        Assert.Equal(Grpc.Core.StatusCode.Unimplemented, answer.Status);
        Assert.Equal("the development sidecar does not support PublishEvent over gRPC; use daprd for it", answer.Message);
    }

#pragma warning disable CA5394 // As above.
    private static string RandomRequest(Random random)
    {
        string[] verbs = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "ODD"];
        var verb = verbs[random.Next(verbs.Length)];
        var path = string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => Pieces[random.Next(Pieces.Length)]));
        var request = new StringBuilder().Append(verb).Append(' ').Append(path.StartsWith('/') ? path : "/" + path).Append(
            " HTTP/1.1\r\nHost: sidecar\r\n");
        for (var i = random.Next(3); i > 0; i--)
        {
            request.Append(Headers[random.Next(Headers.Length)]).Append("\r\n");
        }

        var body = Bodies[random.Next(Bodies.Length)];
        if (random.Next(3) == 0 && body.Length > 0)
        {
            request.Append("Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n").Append($"{body.Length:x}\r\n{body}\r\n0\r\n\r\n");
        }
        else
        {
            request.Append($"Content-Length: {body.Length}\r\nConnection: close\r\n\r\n").Append(body);
        }

        return request.ToString();
    }
#pragma warning restore CA5394

    private static async Task<string> SendRawAsync(int port, string text, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(TimeSpan.FromSeconds(15));
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
            var stream = client.GetStream();
            await stream.WriteAsync(Encoding.Latin1.GetBytes(text), limit.Token);
            var buffer = new byte[4096];
            var read = await stream.ReadAtLeastAsync(buffer, 12, throwOnEndOfStream: false, limit.Token);
            return Encoding.Latin1.GetString(buffer, 0, read);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            return e.Message;
        }
    }
}
