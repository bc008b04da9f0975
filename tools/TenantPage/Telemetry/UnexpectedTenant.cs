namespace DemoApp.TenantPage.Telemetry;

/// <summary>A record that carried a tenant that it should not.</summary>
/// <param name="Time">When it came.</param>
/// <param name="Signal">What it was.</param>
/// <param name="Tenant">As whose it is kept.</param>
/// <param name="Carried">The tenant that it names.</param>
/// <param name="Where">Where it names it.</param>
/// <param name="Service">Who made it.</param>
/// <param name="TraceId">Its trace, or 0.</param>
internal sealed record UnexpectedTenant(DateTimeOffset Time, Signal Signal, string Tenant, string Carried, string Where, string Service, UInt128 TraceId)
{
    /// <summary>The same as a sentence.</summary>
    public string Detail => Carried == Tenant
        ? $"{Service} sent telemetry of {Carried}, which is not expected here."
        : $"{Service} sent telemetry of {Tenant} that names {Carried} ({Where}).";
}
