using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using DemoApp.TenantPage.Statistics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DemoApp.TenantPage.Api;

/// <summary>GET /api/isolation/report: all that is known of the tenants, as one file to attach to a ticket.</summary>
internal sealed class ReportApi(
    IngestStatistics statistics, IsolationApi isolation, OverviewApi overview, TopologyApi topology, ProbeApi probe)
{
    public Ok<IsolationReport> Get(HttpResponse response)
    {
        var now = statistics.Clock.GetUtcNow();
        var name = now.ToString("'isolation-'yyyyMMdd'T'HHmmss'Z.json'", CultureInfo.InvariantCulture);
        response.Headers.ContentDisposition = $"attachment; filename={name}";
        return TypedResults.Ok(new IsolationReport(
            now.ToLocalTime().ToString("O", CultureInfo.InvariantCulture),
            new VersionsDto(
                typeof(ReportApi).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
                RuntimeInformation.FrameworkDescription, RuntimeInformation.OSDescription),
            isolation.Get(), probe.Last, topology.Get(), overview.Get()));
    }
}

internal sealed record IsolationReport(
    string Time, VersionsDto Versions, Isolation Isolation, ProbeAnswer? Probe, TopologyDto Topology, Overview Overview);

internal sealed record VersionsDto(string TenantPage, string Runtime, string System);
