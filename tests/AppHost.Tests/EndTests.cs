using System.Net;
using DemoApp.TestSupport;

namespace DemoApp.AppHost.Tests;

/// <summary>How a run ends: nothing is left, and no telemetry is lost.</summary>
public sealed class EndTests
{
    [Theory]
    [InlineData(ChildProcess.SigInt)]
    [InlineData(ChildProcess.SigTerm)]
    [InlineData(ChildProcess.SigHup)]
    public async Task End_InOrder_LosesNothingOfTheLastTelemetry(int signal)
    {
        const int requests = 20;
        await using var collector = await OtlpReceiver.StartAsync(FreePort.Next(), FreePort.Next());
        // Nothing is exported before the end.
        await using var host = await AppHostProcess.ReadyAsync(
            ("DASHBOARD", "false"), ("VIEWER_FORWARD", $"http://{collector.Address}"), ("OTEL_BSP_SCHEDULE_DELAY", "600000"), ("OTEL_METRIC_EXPORT_INTERVAL", "600000"), ("PROCESSING_TIME_MS", "0"));
        for (var i = 0; i < requests; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await host.SendAsync(1, [])).Status);
        }

        await host.EndAsync(signal);

        foreach (var name in (string[])["POST /send", "POST /process"])
        {
            Assert.Equal(requests, collector.Spans.Count(span => span.Name == name && span.Kind == "SERVER"));
        }

        Assert.Contains(collector.Received.Metrics, metric => metric.Name == "http.server.request.duration");
    }

    [Fact]
    public async Task End_ByAKillOfTheAppHost_LeavesNothing()
    {
        await using var host = await AppHostProcess.ReadyAsync();
        Assert.True(host.Run.Processes.Count >= 12, $"only {host.Run.Processes.Count} processes");

        host.Process.Signal(ChildProcess.SigKill);

        await host.NothingIsLeftAsync();
    }

    [Fact]
    public async Task Terminal_ThatDoesNotRead_HoldsNobodyUp()
    {
        // A pipe that nobody reads: the process's own output is read by the test, so a shell stands between.
        var run = new AppHostRun();
        var pipe = Path.Combine(Directory.CreateTempSubdirectory("app-host-").FullName, "pipe");
        await using var shell = ChildProcess.StartInGroup(
            "bash", ["-c", $"mkfifo {pipe}; exec 3<>{pipe}; head -c 65000 /dev/zero >&3; exec {Repository.Executable("APP_HOST", "tools/AppHost")} >&3"],
            run.Variables(("DASHBOARD", "false"), ("PROCESSING_TIME_MS", "0")));
        using var http = new HttpClient();
        var send = new Uri($"http://127.0.0.1:{8000 + run.Offset}/send");
        await Eventually.TrueAsync(async () => await StatusAsync(http, send) == HttpStatusCode.OK, "a request is answered", TimeSpan.FromSeconds(60));

        for (var i = 0; i < 300; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, send));
        }

        shell.Signal(ChildProcess.SigTerm);
        await Eventually.TrueAsync(run.IsGone, "nothing is left", TimeSpan.FromSeconds(15));
        Directory.Delete(Path.GetDirectoryName(pipe)!, recursive: true);
    }

    [Fact]
    public async Task Service_ThatDoesNotStart_EndsTheRunWithItsReason()
    {
        await using var host = AppHostProcess.Start([], ("OTEL_BSP_SCHEDULE_DELAY", "soon"), ("DASHBOARD", "false"));

        Assert.Equal(1, await host.Process.ExitCodeAsync(60));
        Assert.Contains("sender-service | Cannot start: OTEL_BSP_SCHEDULE_DELAY is \"soon\", but must be a whole number from 1 to 600000.", host.Process.Lines);
        await host.NothingIsLeftAsync();
    }

    private static async Task<HttpStatusCode?> StatusAsync(HttpClient http, Uri address)
    {
        try
        {
            using var body = new StringContent("{}", null, "application/json");
            using var answer = await http.PostAsync(address, body);
            return answer.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
