using System.Net;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests;

/// <summary><c>make run</c> with its telemetry page, for two tenants side by side.</summary>
[UnsupportedOSPlatform("windows")]
[Collection("make run")]
public sealed class MakeRunTenantsTests : IDisposable
{
    private readonly RunFileCopy _runFile = new();
    private readonly HttpClient _http = new();
    private readonly int _grpcPort = FreePort.Next();
    private readonly int _httpPort = FreePort.Next();
    private readonly int _pagePort = FreePort.Next();

    public void Dispose()
    {
        _http.Dispose();
        _runFile.Dispose();
    }

    [Fact]
    public async Task TwoTenants_EachAnswersForItselfAndKeepsItsOwnRecords_AndCtrlCLeavesNothing()
    {
        await using var run = Start("tenant1 tenant2");
        await run.LineAsync($"See it: http://localhost:{_pagePort}", seconds: 240);
        Assert.Equal(2, run.Lines.Count(line => line.Contains("curl -X POST", StringComparison.Ordinal)));

        foreach (var (tenant, other, step) in ((string, string, int)[])[("tenant1", "tenant2", 0), ("tenant2", "tenant1", _runFile.PortStep)])
        {
            var (status, answer) = await SendAsync(step, new() { ["request_id"] = $"of-{tenant}" });
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Equal(tenant, (string?)answer["tenant"]);
            Assert.Equal(tenant, (string?)answer["receiver_response"]!["tenant_id"]);
            Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(step, new() { ["tenant_id"] = other })).Status);

            // Asked of the sidecar of its Receiver, through which alone the record is to be had.
            Assert.Equal(HttpStatusCode.OK, await RecordAsync(step, $"of-{tenant}"));
            Assert.Equal(HttpStatusCode.NoContent, await RecordAsync(step, $"of-{other}"));
        }

        var services = await ShownServicesAsync(4);
        Assert.Equal(
            [("tenant1", "receiver-service"), ("tenant1", "sender-service"), ("tenant2", "receiver-service"), ("tenant2", "sender-service")], services);

        var processes = RunningProcess.DescendantsOf(run.Id);
        Assert.Single(processes, process => process.Command.EndsWith("/TenantPage", StringComparison.Ordinal));
        Assert.True(processes.Count >= 10, $"only {processes.Count} processes: {run.Tail()}");
        run.SignalGroup(ChildProcess.SigInt);
        await run.ExitCodeAsync(20);

        Assert.All(processes, process => Assert.False(process.IsAlive, $"{process.Command} ({process.Id}) is left"));
        Assert.All([.. _runFile.AllPorts, _grpcPort, _httpPort, _pagePort], RunFileCopy.AssertFree);
    }

    [Theory]
    [InlineData("/DevSidecar")]
    [InlineData("bash")]
    public async Task Run_WhoseRunnerOrScriptIsKilled_LeavesNothing(string killed)
    {
        await using var run = Start("tenant2");
        await run.LineAsync($"See it: http://localhost:{_pagePort}", seconds: 240);
        Assert.Equal("tenant2", (string?)(await SendAsync(_runFile.PortStep, [])).Answer["tenant"]);

        var processes = RunningProcess.DescendantsOf(run.Id);
        var script = Assert.Single(processes, process => process.Parent == run.Id);
        var victim = killed == "bash"
            ? script
            : Assert.Single(processes, process => process.Parent == script.Id && process.Command.EndsWith(killed, StringComparison.Ordinal));
        victim.Kill();

        await Eventually.TrueAsync(() => processes.All(process => !process.IsAlive), $"nothing is left after the end of {killed}");
        Assert.All([.. _runFile.AllPorts, _grpcPort, _httpPort, _pagePort], RunFileCopy.AssertFree);
    }

    [Fact]
    public async Task CollectorOfSomebodyElse_AtTheViewersPort_IsNamedAndGetsTheTelemetry()
    {
        await using var collector = await OtlpReceiver.StartAsync(_grpcPort, _httpPort);
        await using var run = Start("");

        var line = await run.LineAsync($"Port {_grpcPort} is in use", seconds: 240);
        Assert.Contains($"held by pid {Environment.ProcessId} ", line, StringComparison.Ordinal);
        Assert.Contains("telemetry goes there, and this run has no telemetry page", line, StringComparison.Ordinal);
        await run.LineAsync("curl -X POST", seconds: 240);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(0, [])).Status);

        // Those of the sidecars, whose service names are their app-ids, too.
        string[] services = ["receiver", "receiver-service", "sender", "sender-service"];
        await Eventually.TrueAsync(
            () => services.All(service => collector.Spans.Any(span => span.ServiceName == service)), "spans of both services and both sidecars");
        Assert.DoesNotContain(RunningProcess.DescendantsOf(run.Id), process => process.Command.EndsWith("/TenantPage", StringComparison.Ordinal));
        Assert.DoesNotContain(run.Lines, said => said.StartsWith("See it", StringComparison.Ordinal));

        run.SignalGroup(ChildProcess.SigInt);
        await run.ExitCodeAsync(20);
    }

    [Fact]
    public async Task TenantThatIsNotInTheList_IsRefusedWithThoseThatAre()
    {
        await using var run = Start("tenant1 nobody");

        Assert.NotEqual(0, await run.ExitCodeAsync(240));
        Assert.Contains(run.Lines, line => line.Contains("has no tenant \"nobody\". It has: tenant1, tenant2.", StringComparison.Ordinal));
    }

    private ChildProcess Start(string tenants) => ChildProcess.StartInGroup("make",
    [
        "run", "SIDECAR=dev", $"RUN_FILE={_runFile.Path}", $"TENANTS={tenants}", $"PORT_STEP={_runFile.PortStep}",
        $"VIEWER_GRPC_PORT={_grpcPort}", $"VIEWER_HTTP_PORT={_httpPort}", $"VIEWER_PORT={_pagePort}",
    ]);

    private async Task<(HttpStatusCode Status, JsonNode Answer)> SendAsync(int step, JsonObject body)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri($"http://127.0.0.1:{_runFile["8000"] + step}/send"), body);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonNode>())!);
    }

    private async Task<HttpStatusCode> RecordAsync(int step, string key)
    {
        using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{_runFile["3510"] + step}/v1.0/state/statestore/{key}"));
        return answer.StatusCode;
    }

    /// <summary>The services on the Overview that have had requests, sidecars left out, once there are as many as that.</summary>
    private async Task<List<(string?, string?)>> ShownServicesAsync(int count)
    {
        List<(string?, string?)> shown = [];
        await Eventually.TrueAsync(
            async () =>
            {
                var overview = await _http.GetFromJsonAsync<JsonNode>(new Uri($"http://localhost:{_pagePort}/api/overview"));
                shown = [.. overview!["rows"]!.AsArray().Where(row => !(bool)row!["sidecar"]!).Select(row => ((string?)row!["tenant"], (string?)row["service"]))];
                return shown.Count >= count;
            },
            $"{count} services on the Overview");
        return [.. shown.Order()];
    }
}
