using System.Net;
using System.Runtime.Versioning;
using DemoApp.TestSupport;

namespace DemoApp.AppHost.Tests;

/// <summary>What a run has while it lasts.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RunTests
{
    [Fact]
    public async Task OneTenant_IsReadyWithTheReadmesCurl_AndAKilledServiceIsReported()
    {
        var home = Directory.CreateTempSubdirectory("home-").FullName;
        await using var host = await AppHostProcess.ReadyAsync(("HOME", home));

        var ready = Assert.Single(host.Process.Lines, line => line.StartsWith("Ready after ", StringComparison.Ordinal));
        Assert.Contains($"Tenants: http://localhost:{host.Run.PagePort}", ready, StringComparison.Ordinal);
        Assert.Contains($"Dashboard: http://localhost:{host.Run.DashboardPort}", ready, StringComparison.Ordinal);
        var readme = File.ReadLines(Path.Combine(Repository.Root, "README.md")).First(line => line.StartsWith("curl -X POST", StringComparison.Ordinal));
        Assert.Contains(readme.Replace(":8000", $":{8000 + host.Run.Offset}", StringComparison.Ordinal), host.Process.Lines);
        Assert.Equal(HttpStatusCode.OK, (await host.SendAsync(1, [])).Status);
        await host.Process.LineAsync("receiver-service | ");

        Assert.Single(host.Run.Processes, process => process.Command.EndsWith("/Receiver.dll", StringComparison.Ordinal)).Kill();
        await host.Process.LineAsync($"receiver-service has ended by a signal; restart it at http://localhost:{host.Run.DashboardPort}");
        Assert.Equal(HttpStatusCode.BadGateway, (await host.SendAsync(1, [])).Status);
        await host.EndAsync(ChildProcess.SigInt);

        // The dashboard keeps no telemetry on disk.
        Assert.Empty(Directory.GetFiles(home, "dashboard.db*", SearchOption.AllDirectories));
        Directory.Delete(home, recursive: true);
    }

    [Fact]
    public async Task TwoTenants_EachAnswersForItselfAndKeepsItsOwnRecords()
    {
        await using var host = await AppHostProcess.ReadyAsync(("TENANTS", "tenant1, tenant2"), ("DASHBOARD", "false"));
        Assert.DoesNotContain(host.Run.Processes, process => process.Command.EndsWith("/Aspire.Dashboard", StringComparison.Ordinal));

        foreach (var (tenant, other) in ((int, int)[])[(1, 2), (2, 1)])
        {
            var (status, answer) = await host.SendAsync(tenant, new() { ["request_id"] = $"of-{tenant}" });
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.Equal($"tenant{tenant}", (string?)answer!["receiver_response"]!["tenant_id"]);
            Assert.Equal(HttpStatusCode.Forbidden, (await host.SendAsync(tenant, new() { ["tenant_id"] = $"tenant{other}" })).Status);
            Assert.Equal(HttpStatusCode.OK, await host.RecordAsync(tenant, $"of-{tenant}"));
            Assert.Equal(HttpStatusCode.NoContent, await host.RecordAsync(tenant, $"of-{other}"));
        }

        string[] expected = ["receiver-service-tenant1", "receiver-service-tenant2", "sender-service-tenant1", "sender-service-tenant2"];
        await Eventually.TrueAsync(
            async () => (await host.PageAsync("overview"))["rows"]!.AsArray().Where(row => (int)row!["requests"]! > 0 && !(bool)row["sidecar"]!)
                .Select(row => (string)row!["service"]!).Order(StringComparer.Ordinal).SequenceEqual(expected),
            "the requests of all four services on the Overview");
        await host.EndAsync(ChildProcess.SigTerm);
    }

    [Fact]
    public async Task Collector_AtThePagesPort_IsNamedAndGetsTheTelemetry()
    {
        var run = new AppHostRun();
        await using var collector = await OtlpReceiver.StartAsync(run.GrpcPort, run.HttpPort);
        await using var host = ChildProcess.StartInGroup(
            Repository.Executable("APP_HOST", "tools/AppHost"), [], run.Variables(("DASHBOARD", "false")));

        var taken = await host.LineAsync($"Port {run.GrpcPort} is taken", seconds: 60);
        Assert.Contains($"by pid {Environment.ProcessId} ", taken, StringComparison.Ordinal);
        Assert.Contains($"No tenant page: telemetry goes to port {run.GrpcPort}", await host.LineAsync("Ready after ", seconds: 60), StringComparison.Ordinal);
        // Those of the sidecars, whose service names are their app-ids, too.
        using var http = new HttpClient();
        using var body = new StringContent("{}", null, "application/json");
        using var answer = await http.PostAsync(new Uri($"http://127.0.0.1:{8000 + run.Offset}/send"), body, TestContext.Current.CancellationToken);
        string[] services = ["receiver", "receiver-service", "sender", "sender-service"];
        await Eventually.TrueAsync(
            () => services.All(service => collector.Spans.Any(span => span.ServiceName == service)), "spans of both services and both sidecars");

        host.SignalGroup(ChildProcess.SigTerm);
        await host.ExitCodeAsync(15);
        await Eventually.TrueAsync(() => run.Processes.Count == 0, "nothing is left", TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task MakeRun_BuildsAndExecutesIt()
    {
        var run = new AppHostRun();
        await using var make = ChildProcess.StartInGroup("make", ["run", $"PORT_OFFSET={run.Offset}"], run.Variables(("DASHBOARD", "false"), ("TENANTS", "tenant2")));

        await make.LineAsync("curl -X POST", seconds: 240);
        make.SignalGroup(ChildProcess.SigInt);
        await make.ExitCodeAsync(20);
        await Eventually.TrueAsync(() => run.Processes.Count == 0, "nothing is left", TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task View_StartsPageAndDashboardAlone()
    {
        await using var host = AppHostProcess.Start(["view"]);
        await host.Process.LineAsync("Ready after ", seconds: 60);

        Assert.DoesNotContain(host.Run.Processes, process => process.Command.Contains("Sender", StringComparison.Ordinal));
        // Those of dapr.yaml, which somebody else starts.
        Assert.Equal(["receiver", "sender"], (await host.PageAsync("topology"))["tenants"]!.AsArray()
            .SelectMany(tenant => tenant!["services"]!.AsArray()).Select(service => (string)service!["appId"]!).Order(StringComparer.Ordinal));
        await host.EndAsync(ChildProcess.SigTerm);
    }

    [Fact]
    public async Task Daprd_ThatIsNamed_GetsTheRunFilesArguments()
    {
        var folder = Directory.CreateTempSubdirectory("daprd-").FullName;
        var daprd = Path.Combine(folder, "daprd");
        File.WriteAllText(daprd, "#!/bin/sh\necho \"stand-in called: $*\"\nexec sleep 600\n");
        File.SetUnixFileMode(daprd, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var host = AppHostProcess.Start([], ("DAPRD", daprd), ("DASHBOARD", "false"), ("VIEWER", "false"));

        var line = await host.Process.LineAsync("sender-sidecar | stand-in called: --app-id sender ", seconds: 60);
        Assert.Contains($"--dapr-http-port {3500 + host.Run.Offset} ", line, StringComparison.Ordinal);
        await host.EndAsync(ChildProcess.SigTerm);
        Directory.Delete(folder, recursive: true);
    }
}
