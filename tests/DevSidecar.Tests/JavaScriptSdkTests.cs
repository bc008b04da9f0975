using DemoApp.DevSidecar.Tests.Fixtures;
using DemoApp.TestSupport;

namespace DemoApp.DevSidecar.Tests;

/// <summary>Dapr's SDK for JavaScript: a client that shares no code with this tool.</summary>
public sealed class JavaScriptSdkTests
{
    [Fact]
    public async Task JavaScriptSdk_InvokesAndKeepsState()
    {
        Assert.SkipUnless(NodePackages.AreAvailable, "node and npm are not installed");
        var folder = Path.Combine(Repository.Root, "tests/DevSidecar.Tests/JavaScript");
        await NodePackages.InstallAsync(folder, TestContext.Current.CancellationToken);

        await using var pair = await SidecarPair.StartAsync();
        await using var client = ChildProcess.Start("node", ["client.mjs", $"{pair.Caller.HttpPort}"], workingDirectory: folder);
        Assert.True(await client.ExitCodeAsync(120) == 0, client.Tail());
        Assert.Contains(client.Lines, line => line.Contains("done", StringComparison.Ordinal));
    }
}
