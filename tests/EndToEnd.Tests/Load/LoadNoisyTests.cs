using System.Globalization;
using System.Runtime.Versioning;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests.Load;

/// <summary><c>make demo-noisy</c> with short phases and a small flood, on free ports.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class LoadNoisyTests
{
    private readonly AppHostRun _run = new();

    [Fact]
    public async Task MakeDemoNoisy_NothingRunsYet_StartsARunPrintsBothTenantsAndLeavesNothing()
    {
        Locust.SkipUnlessInstalled();
        await using var demo = Start();

        await demo.LineAsync("Flood: ", seconds: 300);
        Assert.Single(_run.Processes, process => process.Command.Contains("/TenantPage ", StringComparison.Ordinal));
        Assert.True(await demo.ExitCodeAsync(60) == 0, demo.Tail());

        var rows = demo.Lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(row => row is [_, "quiet" or "flood", ..]).ToList();
        Assert.Equal(["tenant1 quiet", "tenant1 flood", "tenant2 quiet", "tenant2 flood"], rows.Select(row => $"{row[0]} {row[1]}"));
        Assert.All(rows, row => Assert.Equal("0.0%", row[3]));
        // The services work for 100 ms on each request.
        Assert.All(rows, row => Assert.InRange(Number(row[5]), 100, 30_000));
        Assert.True(Number(rows[1][2]) > 2 * Number(rows[3][2]), $"there was no flood: {demo.Tail()}");
        Assert.Contains(demo.Lines, line => line.Contains("by the services' own spans: tenant1 ", StringComparison.Ordinal) && line.Contains("tenant2 ", StringComparison.Ordinal));

        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task MakeDemoNoisy_CtrlC_LeavesNothing()
    {
        Locust.SkipUnlessInstalled();
        await using var demo = Start();

        await demo.LineAsync("Warming up", seconds: 300);
        Assert.True(_run.Processes.Count > 12, $"only {_run.Processes.Count} processes: {demo.Tail()}");
        demo.SignalGroup(ChildProcess.SigInt);
        Assert.NotEqual(0, await demo.ExitCodeAsync(60));

        await NothingIsLeftAsync();
    }

    private ChildProcess Start() => ChildProcess.StartInGroup("make", ["demo-noisy"], _run.Variables(
        ("TENANTS", "tenant1 tenant2"), ("SIDECAR", "dev"), ("QUIET_SECONDS", "5"), ("FLOOD_SECONDS", "5"), ("LIGHT_USERS", "2"), ("FLOOD_USERS", "12")));

    private Task NothingIsLeftAsync() =>
        Eventually.TrueAsync(_run.IsGone, "nothing is left", TimeSpan.FromSeconds(15));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
