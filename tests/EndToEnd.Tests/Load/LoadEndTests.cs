using System.Diagnostics;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests.Load;

public sealed class LoadEndTests
{
    [Theory]
    [InlineData(ChildProcess.SigTerm)]
    [InlineData(ChildProcess.SigInt)]
    public async Task Signal_InTheMiddleOfARun_WritesTheReportAndJudges(int signal)
    {
        var requests = 0;
        await using var target = await FakeSidecar.StartAsync(http => Recorded.AnswerAsync(http, _ => Interlocked.Increment(ref requests)));
        await using var locust = Locust.Start($"http://127.0.0.1:{target.Port}", ("RUN_TIME", "10m"), ("MIN_RPS", "100000"));
        await Eventually.TrueAsync(() => Volatile.Read(ref requests) >= 20, "20 requests");

        locust.Process.Signal(signal);

        Assert.Equal(1, await locust.Process.ExitCodeAsync(15));
        Assert.Single(locust.Process.Lines, line => line.StartsWith("MIN_RPS breached", StringComparison.Ordinal));
        Assert.Contains("/send", locust.Html, StringComparison.Ordinal);
        Assert.Equal(0, locust.Failures("Aggregated"));
        // Those that had begun were waited for: what the target answered, and nothing else, is in the report.
        Assert.Equal(Volatile.Read(ref requests), locust.Requests("/send"));
    }

    [Fact]
    public async Task Signal_RequestsUnderway_AreWaitedForAndCounted()
    {
        using var release = new SemaphoreSlim(0);
        var arrived = 0;
        await using var target = await FakeSidecar.StartAsync(async http =>
        {
            if (http.Request.Path == "/send")
            {
                Interlocked.Increment(ref arrived);
                await release.WaitAsync(http.RequestAborted);
            }

            await Recorded.AnswerAsync(http, _ => { });
        });
        await using var locust = Locust.Start($"http://127.0.0.1:{target.Port}", ("RUN_TIME", "10m"), ("USERS", "3"));
        await Eventually.TrueAsync(() => Volatile.Read(ref arrived) == 3, "a request of each user");

        locust.Process.Signal(ChildProcess.SigTerm);
        await locust.Process.LineAsync("SIGTERM");
        release.Release(100);

        Assert.True(await locust.Process.ExitCodeAsync(15) == 0, locust.Process.Tail());
        Assert.Equal(Volatile.Read(ref arrived), locust.Requests("/send"));
    }

    [Fact]
    public async Task Target_Dead_EndsSoonWithOneLineThatNamesIt()
    {
        var target = $"http://127.0.0.1:{FreePort.Next()}";
        var watch = Stopwatch.StartNew();
        await using var locust = Locust.Start(target, ("RUN_TIME", "5m"));

        Assert.Equal(1, await locust.Process.ExitCodeAsync(15));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        var line = Assert.Single(locust.Process.Lines, line => line.StartsWith("Cannot start", StringComparison.Ordinal));
        Assert.Contains(target, line, StringComparison.Ordinal);
        Assert.Contains("refused", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Target_Silent_EndsSoonWithOneLineThatNamesIt()
    {
        using var target = new SilentPort();
        await using var locust = Locust.Start($"http://127.0.0.1:{target.Port}", ("RUN_TIME", "5m"), ("WAIT_FOR_TARGET", "1"));

        Assert.Equal(1, await locust.Process.ExitCodeAsync(15));
        Assert.Single(locust.Process.Lines, line => line.StartsWith("Cannot start", StringComparison.Ordinal) && line.Contains($"{target.Port}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Target_DiesDuringTheRun_IsCountedAsFailuresWithExitCodeOne()
    {
        await using var pair = await DirectPair.StartAsync();
        await using var locust = Locust.Start($"http://127.0.0.1:{pair.Sender.Port}", ("RUN_TIME", "4s"), ("EXPECT_FAULTS", "true"));
        await locust.Process.LineAsync("All users spawned");

        pair.Sender.Process.Signal(ChildProcess.SigKill);

        Assert.Equal(1, await locust.Process.ExitCodeAsync());
        Assert.True(locust.Failures("/send") > 0, "Requests that no one answered are failures.");
        Assert.Single(locust.Process.Lines, line => line.StartsWith("MAX_FAIL_RATIO breached", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Target_ComesLate_IsWaitedFor()
    {
        var port = FreePort.Next();
        await using var locust = Locust.Start($"http://127.0.0.1:{port}", ("RUN_TIME", "1s"), ("WAIT_FOR_TARGET", "60"), ("LOCUST_LOGLEVEL", "DEBUG"));
        await locust.Process.LineAsync("Waiting for");

        await using var receiver = await Service.ReceiverAsync(new Dictionary<string, string?> { ["STATE_STORE"] = "none", ["TENANT_ID"] = "tenant1" });
        await using var sender = await Service.SenderAsync(
            new Dictionary<string, string?> { ["RECEIVER_SERVICE_URL"] = $"http://127.0.0.1:{receiver.Port}", ["TENANT_ID"] = "tenant1" }, port);

        Assert.True(await locust.Process.ExitCodeAsync() == 0, locust.Process.Tail());
    }
}
