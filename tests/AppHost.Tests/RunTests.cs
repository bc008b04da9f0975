using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using DemoApp.TestSupport;

namespace DemoApp.AppHost.Tests;

[UnsupportedOSPlatform("windows")]
[Collection("app host")]
public sealed class RunTests
{
    [Fact]
    public async Task OneTenant_IsReadyWithTheReadmesCurl_AndAKilledServiceIsReported()
    {
        await using var host = await AppHostProcess.ReadyAsync();

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
        await EndAsync(host, ChildProcess.SigInt);
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
        await EndAsync(host, ChildProcess.SigTerm);
    }

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
            ("DASHBOARD", "false"), ("VIEWER_FORWARD", $"http://{collector.Address}"), ("OTEL_BSP_SCHEDULE_DELAY", "600000"), ("OTEL_METRIC_EXPORT_INTERVAL", "600000"));
        for (var i = 0; i < requests; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await host.SendAsync(1, [])).Status);
        }

        await EndAsync(host, signal);

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
            run.Variables(("DASHBOARD", "false")));
        using var http = new HttpClient();
        var sender = new Uri($"http://127.0.0.1:{8000 + run.Offset}/");
        await Eventually.TrueAsync(() => IsReadyAsync(http, new Uri(sender, "/ready")), "the Sender is ready", TimeSpan.FromSeconds(60));

        for (var i = 0; i < 300; i++)
        {
            using var body = new StringContent("{}", null, "application/json");
            using var answer = await http.PostAsync(new Uri(sender, "/send"), body, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        shell.Signal(ChildProcess.SigTerm);
        await Eventually.TrueAsync(() => run.Processes.Count == 0 && run.PortsAreFree(), "nothing is left", TimeSpan.FromSeconds(15));
        Directory.Delete(Path.GetDirectoryName(pipe)!, recursive: true);
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
        await Eventually.TrueAsync(() => run.Processes.Count == 0 && run.PortsAreFree(), "nothing is left", TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task Service_ThatDoesNotStart_EndsTheRunWithItsReason()
    {
        await using var host = AppHostProcess.Start([], ("OTEL_BSP_SCHEDULE_DELAY", "soon"), ("DASHBOARD", "false"));

        Assert.Equal(1, await host.Process.ExitCodeAsync(60));
        Assert.Contains("sender-service | Cannot start: OTEL_BSP_SCHEDULE_DELAY is \"soon\", but must be a whole number from 1 to 600000.", host.Process.Lines);
        await host.NothingIsLeftAsync();
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
        await EndAsync(host, ChildProcess.SigTerm);
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
        await EndAsync(host, ChildProcess.SigTerm);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("TENANTS", "tenant1 nobody", "has no tenant \"nobody\". It has: tenant1, tenant2.")]
    [InlineData("TENANTS_FILE", "nowhere.yaml", "nowhere.yaml cannot be read")]
    [InlineData("PORT_STEP", "0", "PORT_STEP is \"0\", but must be a whole number from 1 to 65535.")]
    [InlineData("PORT_STEP", "1", "Port ", "is wanted by")]
    [InlineData("PORT_OFFSET", "60000", "is above 65535")]
    [InlineData("VIEWER_PORT", "eighty", "VIEWER_PORT is \"eighty\"")]
    [InlineData("SIDECAR", "none", "SIDECAR is \"none\", but must be auto or dev.")]
    [InlineData("DASHBOARD", "off", "DASHBOARD is \"off\", but must be true or false.")]
    [InlineData("DAPRD", "/nowhere/daprd", "DAPRD names /nowhere/daprd, which does not exist.")]
    public async Task Setting_ThatIsWrong_IsSaidBeforeAnythingStarts(string name, string value, params string[] texts)
    {
        await using var host = AppHostProcess.Start([], ("TENANTS", "tenant1 tenant2"), (name, value));

        Assert.Equal(1, await host.Process.ExitCodeAsync());
        var line = Assert.Single(host.Process.Lines);
        Assert.All(texts, text => Assert.Contains(text, line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Port_ThatIsTaken_IsNamedWithWhoWantsItAndWhoHasIt()
    {
        var run = new AppHostRun();
        using var taken = new TcpListener(IPAddress.Loopback, 8001 + run.Offset);
        taken.Start();
        await using var host = ChildProcess.StartInGroup(Repository.Executable("APP_HOST", "tools/AppHost"), [], run.Variables());

        Assert.Equal(1, await host.ExitCodeAsync());
        var line = Assert.Single(host.Lines);
        Assert.Contains($"Port {8001 + run.Offset}, for receiver, is taken by pid {Environment.ProcessId} (", line, StringComparison.Ordinal);
    }

    private static async Task EndAsync(AppHostProcess host, int signal)
    {
        host.Process.SignalGroup(signal);
        await host.Process.ExitCodeAsync(15);
        await host.NothingIsLeftAsync();
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, Uri address)
    {
        try
        {
            using var answer = await http.GetAsync(address);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
