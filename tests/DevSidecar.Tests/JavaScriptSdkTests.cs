using System.Diagnostics;
using DemoApp.DevSidecar.Tests.Fixtures;
using DemoApp.TestSupport;

namespace DemoApp.DevSidecar.Tests;

/// <summary>Dapr's SDK for JavaScript: a client that shares no code with this tool.</summary>
public sealed class JavaScriptSdkTests
{
    [Fact]
    public async Task JavaScriptSdk_InvokesAndKeepsState()
    {
        Assert.SkipUnless(await IsThereAsync("node") && await IsThereAsync("npm"), "node and npm are not installed");
        var folder = Path.Combine(Repository.Root, "tests/DevSidecar.Tests/JavaScript");
        if (!File.Exists(Path.Combine(folder, "node_modules", "@dapr", "dapr", "package.json")))
        {
            var (installed, output) = await RunAsync(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            Assert.True(installed == 0, output);
        }

        await using var pair = await SidecarPair.StartAsync();
        var (exitCode, log) = await RunAsync(folder, "node", "client.mjs", $"{pair.Caller.HttpPort}");
        Assert.True(exitCode == 0, log);
        Assert.Contains("done", log, StringComparison.Ordinal);
    }

    private static async Task<bool> IsThereAsync(string command)
    {
        try
        {
            return (await RunAsync(Path.GetTempPath(), command, "--version")).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string folder, string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true,
            RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output + await errors);
    }
}
