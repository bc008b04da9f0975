using DemoApp.TenantPage.Protobuf;
using DemoApp.TenantPage.Statistics;

namespace DemoApp.TenantPage.Ingest;

/// <summary>
/// Looks for tenants where they should not be. The resource's <c>tenant.id</c> is the tenant of a record; a record, a request or a trace
/// that names another one has crossed a border somewhere.
/// </summary>
internal sealed class TenantCheck(IngestStatistics statistics)
{
    public void CheckResource(TenantStatistics tenant, ResourceFacts resource, ExportSource source, Signal signal)
    {
        if (tenant.IsUnknown)
        {
            return;
        }

        lock (statistics.Lock)
        {
            if (!statistics.IsExpected(tenant.Name))
            {
                Note(tenant, resource, signal, tenant.Name, "resource tenant.id", 0);
            }

            if (source.TenantHeader is { Length: > 0 } header && header != tenant.Name)
            {
                Note(tenant, resource, signal, Cut(header), $"header {ExportSource.Header}", 0);
            }
        }
    }

    /// <summary>Checks that the item's attributes name its tenant (in UTF-8) and no other; for those who hold the lock.</summary>
    public void CheckItem(
        TenantStatistics tenant, ReadOnlySpan<byte> name, ResourceFacts resource, Signal signal, ReadOnlySpan<byte> buffer,
        in ItemFacts item)
    {
        CheckAttribute("app.tenant.id", item.AppTenant, name, buffer, item);
        CheckAttribute("tenant.id", item.Tenant, name, buffer, item);

        void CheckAttribute(string key, TextRange value, ReadOnlySpan<byte> name, ReadOnlySpan<byte> buffer, in ItemFacts item)
        {
            // Without a tenant of the resource nothing says what to expect: a sidecar's span of a request may name its tenant.
            if (!value.IsEmpty && !tenant.IsUnknown && !AnyValueText.Is(buffer, value, name))
            {
                Note(tenant, resource, signal, AnyValueText.Of(buffer, value), $"attribute {key}", item.TraceId);
            }
        }
    }

    /// <summary>Notes that a trace has spans of another tenant; for those who hold the lock.</summary>
    public void SharedTrace(TenantStatistics tenant, ResourceFacts resource, string otherTenant, UInt128 traceId) =>
        Note(tenant, resource, Signal.Traces, otherTenant, $"trace of {otherTenant}", traceId);

    private static string Cut(string text) => text.Length > AnyValueText.Longest ? text[..AnyValueText.Longest] : text;

    private void Note(TenantStatistics tenant, ResourceFacts resource, Signal signal, string carried, string where, UInt128 traceId) =>
        statistics.Unexpected(tenant, new UnexpectedTenant(signal, tenant.Name, carried, where, resource.Service), traceId);
}
