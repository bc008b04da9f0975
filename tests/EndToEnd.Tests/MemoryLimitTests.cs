using System.Net;
using System.Net.Sockets;
using System.Text;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests;

/// <summary>What callers announce or send takes no more of the process's memory than its settings allow, and the process lives.</summary>
public sealed class MemoryLimitTests
{
    private const string Half = "{\"data\":\"";

    // What .NET takes for itself in a container of 256 MiB, the chart's default.
    private static readonly Dictionary<string, string?> SmallPod = new()
    {
        ["DOTNET_GCHeapHardLimit"] = "C000000",
        ["STATE_STORE"] = "none",
        ["PROCESSING_TIME_MS"] = "5",
    };

    [Theory]
    [InlineData(400, 0, false)]
    [InlineData(200, 500_000, false)]
    [InlineData(200, 500_000, true)]
    public async Task Bodies_AnnouncedOrHalfSent_KillNeitherServiceNorItsOtherCallers(int connections, int sent, bool chunked)
    {
        await using var pair = await DirectPair.StartAsync(SmallPod, SmallPod);
        foreach (var (service, path) in ((Service, string)[])[(pair.Sender, "/send"), (pair.Receiver, "/process")])
        {
            using (var open = new OpenConnections())
            {
                await open.AddAsync(service.Port, connections, () => Request(path, chunked ? "Transfer-Encoding: chunked" : "Content-Length: 1048576", chunked
                    ? $"{1_000_000:x}\r\n{Half}{new string('x', sent)}"
                    : sent > 0 ? Half + new string('x', sent) : ""));

                var answer = await service.PostAsync(path, "{}");
                Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, answer.Body);
            }

            await Eventually.TrueAsync(async () => (await service.PostAsync(path, "{}")).Status == HttpStatusCode.OK, $"200 of {path} after the flood");
            Assert.DoesNotContain(service.Process.Lines, line => line.Contains("OutOfMemory", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Bodies_OfSixteenHonestCallers_AllGetThrough()
    {
        await using var pair = await DirectPair.StartAsync(SmallPod, SmallPod);
        var body = Half + new string('x', (1024 * 1024) - Half.Length - 2) + "\"}";

        await Parallel.ForEachAsync(Enumerable.Range(0, 64), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, _) =>
            Assert.Equal(HttpStatusCode.OK, (await pair.Sender.PostAsync("/send", body)).Status));
    }

    [Fact]
    public async Task Bodies_OverTheBudget_Get503WithRetryAfterUntilTheOthersHaveGone()
    {
        var two = new Dictionary<string, string?> { ["MAX_REQUEST_BODIES_MIB"] = "2", ["STATE_STORE"] = "none", ["PROCESSING_TIME_MS"] = "0" };
        await using var receiver = await Service.ReceiverAsync(two);
        var body = Half + new string('x', 900_000) + "\"}";
        Assert.Equal(HttpStatusCode.OK, (await receiver.PostAsync("/process", body)).Status);
        using (var open = new OpenConnections())
        {
            // More with each try: one of these may be the one that is refused.
            Answer refused = null!;
            await Eventually.TrueAsync(
                async () =>
                {
                    await open.AddAsync(receiver.Port, 2, () => Request("/process", "Content-Length: 1048576", Half + new string('x', 600_000)));
                    return (refused = await receiver.PostAsync("/process", body)).Status == HttpStatusCode.ServiceUnavailable;
                },
                "a refusal");
            Assert.Equal(("1", "application/problem+json"), (refused.RetryAfter, refused.MediaType));
            Assert.Contains("Nothing was processed", refused.Detail, StringComparison.Ordinal);
        }

        await Eventually.TrueAsync(async () => (await receiver.PostAsync("/process", body)).Status == HttpStatusCode.OK, "200 after the others have gone");
    }

    [Fact]
    public async Task Connections_OverTheLimit_Get503WithRetryAfterUntilOthersHaveGone()
    {
        await using var receiver = await Service.ReceiverAsync(new Dictionary<string, string?> { ["MAX_CONNECTIONS"] = "16", ["STATE_STORE"] = "none" });
        using (var open = new OpenConnections())
        {
            await open.AddAsync(receiver.Port, 20, () => "");
            await Eventually.TrueAsync(async () => (await RawRequest.SendAsync(receiver.Port, "GET", "/alive")).StartsWith("HTTP/1.1 503", StringComparison.Ordinal), "a refusal");
        }

        await Eventually.TrueAsync(async () => (await RawRequest.SendAsync(receiver.Port, "GET", "/alive")).StartsWith("HTTP/1.1 200", StringComparison.Ordinal), "200 after the others have gone");
    }

    [Theory]
    [InlineData("ffffffffffffffff\r\n{}\r\n")]
    [InlineData("zz\r\n{}\r\n0\r\n\r\n")]
    [InlineData("-1\r\n{}\r\n0\r\n\r\n")]
    public async Task Body_ChunkedWrong_Is400AndNoError(string chunks)
    {
        await using var pair = await DirectPair.StartAsync();
        foreach (var (service, path) in ((Service, string)[])[(pair.Sender, "/send"), (pair.Receiver, "/process")])
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, service.Port, TestContext.Current.CancellationToken);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(Request(path, "Transfer-Encoding: chunked\r\nConnection: close", chunks)), TestContext.Current.CancellationToken);
            using var reader = new StreamReader(client.GetStream());

            Assert.StartsWith("HTTP/1.1 400", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            Assert.DoesNotContain(service.Process.Lines, line => line.Contains("\"Error\"", StringComparison.Ordinal));
        }
    }

    private static string Request(string path, string framing, string body) =>
        $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{framing}\r\n\r\n{body}";

    /// <summary>Connections on which a part of a request was sent, and nothing more comes.</summary>
    private sealed class OpenConnections : IDisposable
    {
        private readonly List<TcpClient> _clients = [];

        public async Task AddAsync(int port, int count, Func<string> request)
        {
            for (var i = 0; i < count; i++)
            {
                var client = new TcpClient();
                _clients.Add(client);
                await client.ConnectAsync(IPAddress.Loopback, port);
                try
                {
                    // A service that refused already reads no further: what does not fit into the buffers is not sent.
                    using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request()), limit.Token);
                }
                catch (Exception e) when (e is IOException or OperationCanceledException)
                {
                    // Refused and closed.
                }
            }
        }

        public void Dispose() => _clients.ForEach(static client => client.Dispose());
    }
}
