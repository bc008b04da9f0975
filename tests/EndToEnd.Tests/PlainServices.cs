using DemoApp.EndToEnd.Tests;

[assembly: AssemblyFixture(typeof(PlainServices))]

namespace DemoApp.EndToEnd.Tests;

/// <summary>One plain topology with Dapr and one pair without, shared by the tests that change nothing in them.</summary>
public sealed class PlainServices : IAsyncLifetime
{
    public Topology Dapr { get; private set; } = null!;

    public DirectPair Direct { get; private set; } = null!;

    public Service this[string name] => name switch
    {
        "sender" => Dapr.Sender,
        "receiver" => Dapr.Receiver,
        "sender without Dapr" => Direct.Sender,
        "receiver without Dapr" => Direct.Receiver,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such service"),
    };

    public async ValueTask InitializeAsync()
    {
        Dapr = await Topology.StartAsync();
        Direct = await DirectPair.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Direct.DisposeAsync();
        await Dapr.DisposeAsync();
    }
}
