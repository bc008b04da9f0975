using DemoApp.Otlp;
using DemoApp.TenantPage.Telemetry;

namespace DemoApp.TenantPage.Ingest;

/// <summary>
/// Looks for tenants where they should not be. The resource's <c>tenant.id</c> says whose a record is; a record, a request or a trace
/// that names another one has crossed a border somewhere.
/// </summary>
internal sealed class TenantCheck(ArrivalBook book, TimeProvider clock)
{
    /// <summary>Attributes of records that name a tenant: the services' own, and the resource's where somebody copies it.</summary>
    private static readonly string[] Claims = ["app.tenant.id", TelemetryResource.TenantAttribute];

    /// <summary>Is this tenant expected here, and does the request's header name the same one? True where both hold.</summary>
    public bool Resource(TelemetryResource resource, ExportSource source, Signal signal)
    {
        if (resource.Tenant is not { } tenant)
        {
            return true;
        }

        var isExpected = book.IsExpected(tenant);
        if (!isExpected)
        {
            Note(resource, tenant, tenant, "resource tenant.id", signal, 0);
        }

        if (source.TenantHeader is { Length: > 0 } header && header != tenant)
        {
            Note(resource, tenant, header, $"header {ExportSource.Header}", signal, 0);
            return false;
        }

        return isExpected;
    }

    /// <summary>Do the record's attributes name the tenant of its resource, and no other? True where they do.</summary>
    public bool Attributes(IReadOnlyList<KeyValue> attributes, TelemetryResource resource, string tenant, Signal signal, UInt128 traceId)
    {
        // Without a tenant of the resource nothing says what to expect: a sidecar's span of a request may name its tenant.
        var areExpected = true;
        if (resource.Tenant is null)
        {
            return areExpected;
        }

        for (var i = 0; i < attributes.Count; i++)
        {
            var attribute = attributes[i];
            if (Array.IndexOf(Claims, attribute.Key) >= 0 && AttributeText.Of(attribute.Value) is var claimed && claimed != tenant)
            {
                Note(resource, tenant, claimed, $"attribute {attribute.Key}", signal, traceId);
                areExpected = false;
            }
        }

        return areExpected;
    }

    /// <summary>The trace has spans of another tenant.</summary>
    public void SharedTrace(TelemetryResource resource, string tenant, string otherTenant, UInt128 traceId) =>
        Note(resource, tenant, otherTenant, $"trace of {otherTenant}", Signal.Traces, traceId);

    private void Note(TelemetryResource resource, string tenant, string carried, string where, Signal signal, UInt128 traceId) =>
        book.Unexpected(new UnexpectedTenant(clock.GetUtcNow(), signal, tenant, carried, where, resource.Service, traceId));
}
