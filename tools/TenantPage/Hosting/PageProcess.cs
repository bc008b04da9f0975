using DemoApp.TenantPage.Ingest;
using DemoApp.TenantPage.Telemetry;
using DemoApp.TenantPage.Topology;

namespace DemoApp.TenantPage.Hosting;

/// <summary>The process: receivers of OTLP, and a page that shows what they took.</summary>
internal static class Viewer
{
    /// <summary>Runs until it is told to stop.</summary>
    /// <exception cref="StartException">A port is taken, or the run file cannot be read.</exception>
    public static async Task<int> RunAsync(ViewerOptions options, CancellationToken stop)
    {
        PortCheck.Run(options);
        var topology = LocalTopology.Read(options.RunFile);
        var stores = new TelemetryStores(options.Limits, options.Tenants, topology.TenantOf, TimeProvider.System);
        var ingest = new TelemetryIngest(stores);

        await using var receivers = ReceiverServer.Create(options, stores, ingest);
        await receivers.StartAsync(stop);
        var bound = receivers.Urls.Select(url => new UriBuilder(url) { Host = "localhost" }.Uri).ToList();

        await using var page = PageServer.Create(options, stores, ingest, topology, new Endpoints(bound[0], bound[1]));
        await page.StartAsync(stop);
        var address = new UriBuilder(page.Urls.Single()) { Host = "localhost" }.Uri;
        Console.WriteLine($"Telemetry page: {address.GetLeftPart(UriPartial.Authority)} (OTLP: gRPC on {bound[0].Port}, HTTP on {bound[1].Port})");

        await page.WaitForShutdownAsync(stop);
        return 0;
    }
}
