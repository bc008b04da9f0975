using System.Diagnostics;
using System.Net;
using DemoApp.DevSidecar.Tests.Fixtures;
using DemoApp.TestSupport;

namespace DemoApp.DevSidecar.Tests;

/// <summary>What a sidecar does between the signal and its end.</summary>
public sealed class ShutdownTests
{
    private const string Hello = "/v1.0/invoke/echo/method/hello";

    [Fact]
    public async Task Blocked_ServesOnUntilTheAppIsUnhealthy()
    {
        await using var pair = await SidecarPair.StartAsync(arguments:
        [
            "--dapr-block-shutdown-duration", "60s", "--enable-app-health-check", "--app-health-check-path", "/status/200",
            "--app-health-probe-interval", "1", "--app-health-threshold", "1",
        ]);
        await Eventually.TrueAsync(async () => await pair.Caller.StatusOfAsync(Hello) == HttpStatusCode.OK, "the first probe");

        pair.Callee.Terminate();
        await Eventually.TrueAsync(() => pair.Callee.Output.Contains("lock", StringComparison.Ordinal), "the signal to arrive");
        Assert.Equal(HttpStatusCode.OK, await pair.Caller.StatusOfAsync(Hello));
        Assert.Equal(HttpStatusCode.NoContent, await pair.Callee.StatusOfAsync("/v1.0/healthz"));

        await pair.Echo.DisposeAsync();
        await pair.Callee.WaitForExitAsync();
        Assert.Equal(0, pair.Callee.ExitCode);
        Assert.Contains("App reported unhealthy, entering shutdown...", pair.Callee.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blocked_EndsAfterTheDuration()
    {
        await using var sidecar = await SidecarProcess.StartAsync("a", ["--dapr-block-shutdown-duration", "1500ms"]);
        var started = Stopwatch.GetTimestamp();
        await sidecar.StopAsync();
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 1.4, 15);
        Assert.Equal(0, sidecar.ExitCode);
    }

    [Fact]
    public async Task BlockedWithAnAppThatWasNeverThere_EndsAtOnce()
    {
        await using var sidecar = await SidecarProcess.StartAsync(
            "a", ["--app-port", $"{FreePort.Next()}", "--dapr-block-shutdown-duration", "60s"]);
        await sidecar.StopAsync();
        Assert.Equal(0, sidecar.ExitCode);
    }

    [Fact]
    public async Task SecondSignalWhileBlocked_EndsAtOnce()
    {
        Assert.SkipWhen(SidecarProcess.IsDaprd, "its words differ");
        await using var sidecar = await SidecarProcess.StartAsync("a", ["--dapr-block-shutdown-duration", "60s"]);
        sidecar.Terminate();
        await Eventually.TrueAsync(
            () => sidecar.Output.Contains("Blocking graceful shutdown", StringComparison.Ordinal), "the signal to arrive");
        await sidecar.StopAsync();
        Assert.Equal(1, sidecar.ExitCode);
    }

    [Fact]
    public async Task RequestInFlight_IsAnswered()
    {
        await using var pair = await SidecarPair.StartAsync();
        var answer = pair.Caller.StatusOfAsync("/v1.0/invoke/echo/method/slow/1");
        await Eventually.TrueAsync(() => pair.Echo.CallsOf("/slow/1") == 1, "the request to arrive");
        await pair.Callee.StopAsync();
        Assert.Equal(HttpStatusCode.OK, await answer);
    }
}
