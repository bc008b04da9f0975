using DemoApp.TenantPage.Forwarding;
using DemoApp.TenantPage.Ingest;
using DemoApp.TenantPage.Statistics;
using DemoApp.TenantPage.Topology;

namespace DemoApp.TenantPage.Hosting;

/// <summary>The process: receivers of OTLP, a page that shows what they counted, and what forwards it.</summary>
internal static class PageProcess
{
    private static readonly TimeSpan Flush = TimeSpan.FromSeconds(2);

    public static async Task<int> RunAsync(PageOptions options, CancellationToken cancellationToken)
    {
        PortCheck.Run(options);
        var topology = LocalTopology.Create(options);
        var statistics = new IngestStatistics(
            options.Tenants, options.MaxTenants, options.Forward is null ? null : options.ForwardLimits, TimeProvider.System);
        await using var forwarder = options.Forward is { } forward ? new Forwarder(forward, options.ForwardLimits, statistics) : null;
        var ingest = new TelemetryIngest(statistics, forwarder, topology.TenantOf);

        using var otlp = new OtlpEndpoints(ingest, statistics);
        await using var receivers = ReceiverServer.Create(options, otlp);
        await receivers.StartAsync(cancellationToken);
        var bound = receivers.Urls.Select(url => new UriBuilder(url) { Host = "localhost" }.Uri).ToList();

        await using var page = PageServer.Create(options, statistics, forwarder, ingest, topology, new Endpoints(bound[0], bound[1]));
        await page.StartAsync(cancellationToken);
        var port = new Uri(page.Urls.Single()).Port;
        Console.WriteLine($"Tenant page: http://localhost:{port} (OTLP: gRPC on {bound[0].Port}, HTTP on {bound[1].Port})");

        await page.WaitForShutdownAsync(cancellationToken);
        await receivers.StopAsync(CancellationToken.None);
        if (forwarder is not null)
        {
            await forwarder.FlushAsync(Flush);
        }

        return 0;
    }
}
