using System.Net;
using System.Net.Sockets;
using DemoApp.TestSupport;
using Microsoft.AspNetCore.Http;

namespace DemoApp.EndToEnd.Tests.Load;

/// <summary>As the chart starts them: master and workers get the same variables and their own LOCUST_MODE_.</summary>
public sealed class LoadDistributedTests
{
    [Fact]
    public async Task Workers_OfAMaster_MakeTheLoadAndTheMasterAloneJudgesIt()
    {
        await using var pair = await DirectPair.StartAsync(new() { ["ERROR_RATE"] = "0.5" });
        var target = $"http://127.0.0.1:{pair.Sender.Port}";
        var port = $"{FreePort.Next()}";
        await using var master = Locust.Start(target, ("RUN_TIME", "4s"), ("LOCUST_MODE_MASTER", "true"), ("LOCUST_EXPECT_WORKERS", "2"),
            ("LOCUST_MASTER_BIND_HOST", "127.0.0.1"), ("LOCUST_MASTER_BIND_PORT", port));
        (string, string?)[] variables = [("RUN_TIME", "4s"), ("LOCUST_MODE_WORKER", "true"),
            ("LOCUST_MASTER_NODE_HOST", "127.0.0.1"), ("LOCUST_MASTER_NODE_PORT", port),
            ("LOCUST_LOGLEVEL", "DEBUG")];
        await using var one = Locust.Start(target, variables);
        await using var two = Locust.Start(target, variables);

        Assert.Equal(1, await master.Process.ExitCodeAsync(45));
        Assert.Equal(0, await one.Process.ExitCodeAsync());
        Assert.Equal(0, await two.Process.ExitCodeAsync());

        Assert.Single(master.Process.Lines, line => line.StartsWith("MAX_FAIL_RATIO breached", StringComparison.Ordinal));
        Assert.True(master.Failures("/send (simulated fault)") > 0, "The workers' faults are in the master's table.");
        Assert.True(master.Requests("/send") > 0, "The workers' requests are in the master's table.");
        Assert.Contains("/send", master.Html, StringComparison.Ordinal);
        foreach (var worker in (Locust[])[one, two])
        {
            Assert.DoesNotContain(worker.Process.Lines, line => line.Contains("breached", StringComparison.Ordinal));
            Assert.Contains(worker.Process.Lines, line => line.Contains("TenantUser spawned", StringComparison.Ordinal));
            Assert.False(worker.HasReport("report.html"), "Only the master writes the report.");
        }
    }

    [Fact]
    public async Task Worker_AskedToEndWhileRequestsFail_ExitsWithZero()
    {
        var requests = 0;
        await using var target = await FakeSidecar.StartAsync(http =>
        {
            Interlocked.Increment(ref requests);
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        });
        var (address, port) = ($"http://127.0.0.1:{target.Port}", $"{FreePort.Next()}");
        await using var master = Locust.Start(address, ("LOCUST_MODE_MASTER", "true"), ("LOCUST_EXPECT_WORKERS", "1"),
            ("LOCUST_MASTER_BIND_HOST", "127.0.0.1"), ("LOCUST_MASTER_BIND_PORT", port));
        await using var worker = Locust.Start(address, ("LOCUST_MODE_WORKER", "true"), ("LOCUST_MASTER_NODE_HOST", "127.0.0.1"), ("LOCUST_MASTER_NODE_PORT", port));
        await Eventually.TrueAsync(() => Volatile.Read(ref requests) >= 20, "20 requests");

        worker.Process.Signal(ChildProcess.SigTerm);

        // A worker that Kubernetes takes for failed would be started again, without a master to work for.
        Assert.True(await worker.Process.ExitCodeAsync() == 0, worker.Process.Tail());
    }

    [Fact]
    public async Task Ui_WithoutHeadless_IsServedAndItsRunIsReportedOnSigterm()
    {
        var requests = 0;
        await using var target = await FakeSidecar.StartAsync(http => Recorded.AnswerAsync(http, _ => Interlocked.Increment(ref requests)));
        var port = FreePort.Next();
        await using var locust = Locust.Start($"http://127.0.0.1:{target.Port}", ("LOCUST_HEADLESS", "false"), ("LOCUST_WEB_PORT", $"{port}"), ("LOCUST_WEB_HOST", "127.0.0.1"));
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Eventually.TrueAsync(async () => await StatusAsync(http) == HttpStatusCode.OK, "the UI");
        Assert.Equal(0, Volatile.Read(ref requests));

        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["user_count"] = "2", ["spawn_rate"] = "2", ["host"] = $"http://127.0.0.1:{target.Port}" });
        using var started = await http.PostAsync(new Uri("/swarm", UriKind.Relative), form, TestContext.Current.CancellationToken);
        started.EnsureSuccessStatusCode();
        await Eventually.TrueAsync(() => Volatile.Read(ref requests) >= 5, "5 requests");
        locust.Process.Signal(ChildProcess.SigTerm);

        Assert.True(await locust.Process.ExitCodeAsync(15) == 0, locust.Process.Tail());
        Assert.Equal(Volatile.Read(ref requests), locust.Requests("/send"));
    }

    private static async Task<HttpStatusCode?> StatusAsync(HttpClient http)
    {
        try
        {
            using var response = await http.GetAsync(new Uri("/", UriKind.Relative));
            return response.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            return null;
        }
    }
}
