using System.Globalization;
using System.Runtime.Versioning;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests.Load;

/// <summary><c>make demo-noisy</c> with short phases and a small flood, on free ports.</summary>
[UnsupportedOSPlatform("windows")]
[Collection("make run")]
public sealed class LoadNoisyTests : IDisposable
{
    private readonly RunFileCopy _runFile = new();
    private readonly int[] _viewerPorts = [FreePort.Next(), FreePort.Next(), FreePort.Next()];

    public void Dispose() => _runFile.Dispose();

    [Fact]
    public async Task MakeDemoNoisy_NothingRunsYet_StartsARunPrintsBothTenantsAndLeavesNothing()
    {
        Locust.SkipUnlessInstalled();
        await using var demo = Start();

        await demo.LineAsync("Flood: ", seconds: 300);
        var processes = RunningProcess.DescendantsOf(demo.Id);
        Assert.Single(processes, process => process.Command.EndsWith("/TenantPage", StringComparison.Ordinal));
        Assert.True(await demo.ExitCodeAsync(60) == 0, demo.Tail());

        var rows = demo.Lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(row => row is [_, "quiet" or "flood", ..]).ToList();
        Assert.Equal(["tenant1 quiet", "tenant1 flood", "tenant2 quiet", "tenant2 flood"], rows.Select(row => $"{row[0]} {row[1]}"));
        Assert.All(rows, row => Assert.Equal("0.0%", row[3]));
        // The services work for 100 ms on each request.
        Assert.All(rows, row => Assert.InRange(Number(row[5]), 100, 30_000));
        Assert.True(Number(rows[1][2]) > 2 * Number(rows[3][2]), $"there was no flood: {demo.Tail()}");
        Assert.Contains(demo.Lines, line => line.Contains("by the services' own spans: tenant1 ", StringComparison.Ordinal) && line.Contains("tenant2 ", StringComparison.Ordinal));

        Assert.All(processes, process => Assert.False(process.IsAlive, $"{process.Command} ({process.Id}) is left"));
        Assert.All([.. _runFile.AllPorts, .. _viewerPorts], RunFileCopy.AssertFree);
    }

    [Fact]
    public async Task MakeDemoNoisy_CtrlC_LeavesNothing()
    {
        Locust.SkipUnlessInstalled();
        await using var demo = Start();

        await demo.LineAsync("Warming up", seconds: 300);
        var processes = RunningProcess.DescendantsOf(demo.Id);
        Assert.True(processes.Count > 12, $"only {processes.Count} processes: {demo.Tail()}");
        demo.SignalGroup(ChildProcess.SigInt);
        Assert.NotEqual(0, await demo.ExitCodeAsync(60));

        await Eventually.TrueAsync(() => processes.All(process => !process.IsAlive), "nothing is left");
    }

    private ChildProcess Start() => ChildProcess.StartInGroup("make",
    [
        "demo-noisy", "SIDECAR=dev", $"RUN_FILE={_runFile.Path}", $"PORT_STEP={_runFile.PortStep}",
        $"VIEWER_GRPC_PORT={_viewerPorts[0]}", $"VIEWER_HTTP_PORT={_viewerPorts[1]}", $"VIEWER_PORT={_viewerPorts[2]}",
        "QUIET_SECONDS=5", "FLOOD_SECONDS=5", "LIGHT_USERS=2", "FLOOD_USERS=12",
    ]);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
