using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using DemoApp.DevSidecar.Tests.Fixtures;

namespace DemoApp.DevSidecar.Tests;

/// <summary>Bodies that are announced and do not come.</summary>
public sealed class SlowBodyTests
{
    private const int Announced = 4 << 20;

    [Fact]
    public async Task AnnouncedBodiesThatDoNotCome_AreCutAndTakeNoMemory()
    {
        Assert.SkipWhen(SidecarProcess.IsDaprd, "daprd waits");
        await using var pair = await SidecarPair.StartAsync();
        using var process = Process.GetProcessById(pair.Caller.ProcessId);
        var before = process.WorkingSet64;
        var started = Stopwatch.GetTimestamp();
        var answers = Enumerable.Range(0, 100)
            .Select(i => i % 2 == 0 ? "/v1.0/state/statestore" : "/v1.0/invoke/echo/method/x")
            .Select(path => RawHttp.SendAsync(
                pair.Caller.HttpPort, $"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {Announced}\r\n\r\n["))
            .ToList();
        Assert.Equal(HttpStatusCode.NoContent, await pair.Caller.StatusOfAsync("/v1.0/healthz"));
        process.Refresh();
        Assert.InRange(process.WorkingSet64 - before, long.MinValue, 100 << 20);
        Assert.All(await Task.WhenAll(answers), answer => Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal));
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 5, 20);
    }
}

/// <summary>Bodies that come slowly, and honestly.</summary>
public sealed class HonestBodyTests
{
    [Fact]
    public async Task BodyInChunks_MayPause()
    {
        await using var pair = await SidecarPair.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, pair.Caller.HttpPort, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await WriteAsync("POST /v1.0/invoke/echo/method/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
        // Longer than the time that a body read into memory has; a pause is what is tested.
        await Task.Delay(TimeSpan.FromSeconds(13), TestContext.Current.CancellationToken);
        await WriteAsync("4\r\nlast\r\n0\r\n\r\n");
        var buffer = new byte[12];
        await stream.ReadExactlyAsync(buffer, TestContext.Current.CancellationToken);
        Assert.Equal("HTTP/1.1 200", Encoding.ASCII.GetString(buffer));

        async Task WriteAsync(string text) => await stream.WriteAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task SlowAndHonestBody_Arrives()
    {
        await using var pair = await SidecarPair.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, pair.Caller.HttpPort, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        var chunk = new byte[30_000];
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"POST /v1.0/invoke/echo/method/x HTTP/1.1\r\nHost: x\r\nContent-Length: {chunk.Length * 30}\r\n\r\n"),
            TestContext.Current.CancellationToken);
        using var tenthOfASecond = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var i = 0; i < 30; i++)
        {
            await stream.WriteAsync(chunk, TestContext.Current.CancellationToken);
            await tenthOfASecond.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        var buffer = new byte[12];
        await stream.ReadExactlyAsync(buffer, TestContext.Current.CancellationToken);
        Assert.Equal("HTTP/1.1 200", Encoding.ASCII.GetString(buffer));
    }
}
