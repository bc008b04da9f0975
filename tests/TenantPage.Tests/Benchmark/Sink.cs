using System.Net.Sockets;
using DemoApp.TestSupport;

namespace DemoApp.TenantPage.Tests.Benchmark;

/// <summary>tools/OtlpSink: a collector that says yes to everything without reading it.</summary>
internal sealed class Sink : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private Sink(ChildProcess process, int port)
    {
        _process = process;
        Address = new Uri($"http://localhost:{port}");
    }

    public Uri Address { get; }

    /// <summary>Starts one on a core, and waits until it listens.</summary>
    public static async Task<Sink> StartAsync(int core)
    {
        var port = FreePort.Next();
        var sink = new Sink(ChildProcess.Start("taskset", ["-c", $"{core}", Repository.Executable("OTLP_SINK", "tools/OtlpSink"), $"{port}"]), port);
        await Eventually.TrueAsync(() => ListensAsync(port), "the sink listens");
        return sink;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task<bool> ListensAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("localhost", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
