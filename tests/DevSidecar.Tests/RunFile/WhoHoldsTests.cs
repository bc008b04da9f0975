using System.Net;
using System.Net.Sockets;
using DemoApp.TestSupport;

namespace DemoApp.DevSidecar.Tests.RunFile;

public sealed class WhoHoldsTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly int _port = FreePort.Next();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_free_port_is_not_talked_about()
    {
        using var asked = RunnerProcess.Command(_folder, "who-holds", $"{_port}");

        Assert.Equal(0, await asked.Ends());
        Assert.Equal("", asked.Output);
    }

    [Fact]
    public async Task A_port_that_is_held_is_told_with_the_process_that_holds_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the holder is found through /proc");
        using var listener = new TcpListener(IPAddress.Loopback, _port);
        listener.Start();

        using var asked = RunnerProcess.Command(_folder, "who-holds", $"{_port}");

        Assert.Equal(1, await asked.Ends());
        Assert.StartsWith($"in use, held by pid {Environment.ProcessId} (", asked.Output, StringComparison.Ordinal);
    }
}
