using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace DemoApp.ServiceDefaults;

/// <summary>The answer to a request for another tenant, and the count of them.</summary>
internal static class TenantRefusal
{
    private static readonly Counter<long> Refused = Instrumentation.Meter.CreateCounter<long>(
        Names.AppTenantRefused, "{request}", "Requests refused because they named another tenant than the service's own.");

    /// <summary>Counts one more; which tenant it named is a caller's word and no attribute.</summary>
    public static ProblemHttpResult Refuse()
    {
        Refused.Add(1);
        Activity.Current?.SetTag(Names.AppTenantIsRefused, true);
        return Problems.Of(StatusCodes.Status403Forbidden, "This service works for another tenant than tenant_id names. Call that tenant's service.");
    }
}
