using System.Net;
using System.Net.Sockets;
using DemoApp.TestSupport;

namespace DemoApp.AppHost.Tests;

/// <summary>What keeps a run from starting.</summary>
public sealed class SettingTests
{
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
}
