using System.Net;
using System.Net.Sockets;
using DemoApp.TestSupport;

namespace DemoApp.TenantPage.Tests.Page;

/// <summary>The viewer as a process: how it starts, refuses to start, and ends.</summary>
public sealed class ProcessTests
{
    [Theory]
    [InlineData("--grpc-port", "OTLP over gRPC")]
    [InlineData("--http-port", "OTLP over HTTP")]
    [InlineData("--page-port", "the page")]
    public async Task PortTaken_EndsWithOneLineThatNamesItAndTheOption(string option, string use)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        string[] all = ["--grpc-port", "--http-port", "--page-port"];
        await using var viewer = ChildProcess.Start(ViewerProcess.Executable, all.SelectMany(one => new[] { one, one == option ? $"{port}" : "0" }));

        Assert.Equal(1, await viewer.ExitCodeAsync());
        var line = Assert.Single(viewer.Lines);
        Assert.Contains($"Port {port}, for {use}", line, StringComparison.Ordinal);
        Assert.Contains(option, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such-file.yaml", "no-such-file.yaml cannot be read")]
    [InlineData("tenants.yaml", "tenants.yaml has no list `apps`")]
    [InlineData("Makefile", "Makefile:")]
    public async Task RunFileThatIsNone_EndsWithOneLineThatSaysSo(string file, string message)
    {
        await using var viewer = ChildProcess.Start(ViewerProcess.Executable, ["--grpc-port", "0", "--http-port", "0", "--page-port", "0", "--run-file", file]);

        Assert.Equal(1, await viewer.ExitCodeAsync());
        Assert.StartsWith(message, Assert.Single(viewer.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--grpc-port", "70000", "--grpc-port must be 0 to 65535, not 70000")]
    [InlineData("--max-tenants", "0", "--max-tenants must be 1 to 1000, not 0")]
    [InlineData("--forward-megabytes", "0", "--forward-megabytes must be 1 to 1024, not 0")]
    [InlineData("--forward", "localhost:4317", "--forward must be an address such as")]
    [InlineData("--dashboard-url", "/traces", "--dashboard-url must be an address such as")]
    [InlineData("--app", "tenant1/sender", "--app must be TENANT/APP-ID/SERVICE:PORT:SIDECAR-PORT")]
    [InlineData("--app", "tenant1/sender/sender-service:70000:3500", "--app must be TENANT/APP-ID/SERVICE:PORT:SIDECAR-PORT")]
    [InlineData("--max-spans", "1", "--max-spans")]
    [InlineData("--no-such", "1", "--no-such")]
    public async Task OptionOutOfRange_EndsAndSaysWhatIsAllowed(string option, string value, string message)
    {
        await using var viewer = ChildProcess.Start(ViewerProcess.Executable, [option, value]);

        Assert.Equal(1, await viewer.ExitCodeAsync());
        Assert.Contains(viewer.Lines, line => line.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunFileAndApps_AreNotTakenTogether()
    {
        await using var viewer = ChildProcess.Start(
            ViewerProcess.Executable, ["--page-port", "0", "--run-file", "dapr.yaml", "--app", "tenant1/sender/sender-service:8000:3500", "--grpc-port", "0", "--http-port", "0"]);

        Assert.Equal(1, await viewer.ExitCodeAsync());
        Assert.Contains("--run-file and --app", Assert.Single(viewer.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("apps:\n  - {appID: sender, appPort: 99999}\n", "`appPort: 99999` must be a port")]
    [InlineData("apps:\n  - {appID: sender, daprHTTPPort: 99999}\n", "`daprHTTPPort: 99999` must be a port")]
    [InlineData("deep", "levels of YAML")]
    public async Task RunFileThatIsMalformed_EndsWithOneLine(string text, string message)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, text == "deep" ? $"apps: {new string('[', 100_000)}" : text, TestContext.Current.CancellationToken);
        await using var viewer = ChildProcess.Start(ViewerProcess.Executable, ["--grpc-port", "0", "--http-port", "0", "--page-port", "0", "--run-file", file]);

        Assert.Equal(1, await viewer.ExitCodeAsync());
        File.Delete(file);
        Assert.Contains(message, Assert.Single(viewer.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ChildProcess.SigTerm)]
    [InlineData(ChildProcess.SigInt)]
    public async Task Signal_EndsItCleanly(int signal)
    {
        await using var viewer = await ViewerProcess.StartAsync();
        viewer.Process.Signal(signal);

        Assert.Equal(0, await viewer.Process.ExitCodeAsync(20));
    }

    [Fact]
    public async Task WatchedProcessEnds_ViewerEndsAfterIt()
    {
        await using var watched = ChildProcess.Start("sleep", ["600"]);
        await using var viewer = await ViewerProcess.StartAsync("--watch-pid", $"{watched.Id}");
        Assert.False(viewer.Process.HasExited);
        watched.Signal(ChildProcess.SigKill);

        Assert.Equal(0, await viewer.Process.ExitCodeAsync(20));
    }
}
