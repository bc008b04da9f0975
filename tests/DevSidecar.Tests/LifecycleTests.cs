using System.Net;
using DemoApp.DevSidecar.Tests.Fixtures;
using DemoApp.TestSupport;

namespace DemoApp.DevSidecar.Tests;

public sealed class LifecycleTests
{
    [Fact]
    public async Task Terminated_StopsInOrderAndIsFoundNoMore()
    {
        await using var pair = await SidecarPair.StartAsync();
        Assert.Equal(HttpStatusCode.OK, await pair.Caller.StatusOfAsync("/v1.0/invoke/echo/method/hello"));
        await pair.Callee.StopAsync();
        Assert.Equal(0, pair.Callee.ExitCode);
        // What the caller remembers of the name lasts a second at most; then the name is gone at once, without a retry.
        await Eventually.TrueAsync(
            async () =>
            {
                using var response = await pair.Caller.Http.GetAsync(new Uri("/v1.0/invoke/echo/method/hello", UriKind.Relative));
                return (await response.Content.ReadAsStringAsync()).Contains("no host found with the given ID", StringComparison.Ordinal);
            },
            "the name to go");
    }

    [Fact]
    public async Task RestartedOnOtherPorts_IsFoundAgain()
    {
        await using var pair = await SidecarPair.StartAsync();
        Assert.Equal(HttpStatusCode.OK, await pair.Caller.StatusOfAsync("/v1.0/invoke/echo/method/hello"));
        await pair.Callee.StopAsync();
        await using var again = await SidecarProcess.StartAsync(
            "echo", ["--app-port", $"{pair.Echo.Port}", "--config", pair.Files.Configuration()]);
        await Eventually.TrueAsync(
            async () => await pair.Caller.StatusOfAsync("/v1.0/invoke/echo/method/hello") == HttpStatusCode.OK, "the restarted sidecar");
    }

    [Fact]
    public async Task TwoRuns_DoNotSeeEachOthersApps()
    {
        Assert.SkipWhen(SidecarProcess.IsDaprd, "DEVSIDECAR_REGISTRY is this tool's");
        using var files = new SidecarFiles();
        await using var echo = await EchoApp.StartAsync();
        await using var one = await SidecarProcess.StartAsync("one", [], Registry("a"));
        await using var other = await SidecarProcess.StartAsync("echo", ["--app-port", $"{echo.Port}"], Registry("b"));
        await other.UntilReadyAsync();
        Assert.Equal(HttpStatusCode.InternalServerError, await one.StatusOfAsync("/v1.0/invoke/echo/method/hello"));
        await using var neighbour = await SidecarProcess.StartAsync("two", [], Registry("b"));
        Assert.Equal(HttpStatusCode.OK, await neighbour.StatusOfAsync("/v1.0/invoke/echo/method/hello"));

        Dictionary<string, string> Registry(string name) => new() { ["DEVSIDECAR_REGISTRY"] = Path.Combine(files.Folder, name) };
    }

    [Fact]
    public async Task RateZero_LeavesTheTraceContextAlone()
    {
        using var files = new SidecarFiles();
        await using var echo = await EchoApp.StartAsync();
        var untraced = files.Configuration();
        await File.WriteAllTextAsync(
            untraced,
            (await File.ReadAllTextAsync(untraced, TestContext.Current.CancellationToken)).Replace("samplingRate: \"1\"",
                "samplingRate: \"0\"", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        await using var caller = await SidecarProcess.StartAsync("caller", ["--config", untraced]);
        await using var callee = await SidecarProcess.StartAsync("echo", ["--app-port", $"{echo.Port}", "--config", untraced]);
        await callee.UntilReadyAsync();
        const string Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        using var message = new HttpRequestMessage(HttpMethod.Get, "/v1.0/invoke/echo/method/hello");
        message.Headers.Add("traceparent", Traceparent);
        using var response = await caller.Http.SendAsync(message, TestContext.Current.CancellationToken);
        Assert.Contains(
            $"\"traceparent\":\"{Traceparent}\"", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("traceparent"));
    }
}
