namespace DemoApp.TenantPage.Tests;

/// <summary>A viewer for each test of the class, and a client that exports to it over gRPC.</summary>
public abstract class ViewerTest(params string[] arguments) : IAsyncLifetime
{
    /// <summary>The viewer.</summary>
    protected ViewerProcess Viewer { get; private set; } = null!;

    /// <summary>Exports to it.</summary>
    protected OtlpGrpcClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Viewer = await ViewerProcess.StartAsync(arguments);
        Client = new OtlpGrpcClient(Viewer.Grpc);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Viewer.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
