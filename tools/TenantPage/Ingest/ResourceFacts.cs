using DemoApp.Otlp;
using DemoApp.TenantPage.Protobuf;

namespace DemoApp.TenantPage.Ingest;

/// <summary>The process that made telemetry.</summary>
/// <param name="Tenant">Value of <c>tenant.id</c>, or the tenant whose app-id the service's name is, or null.</param>
/// <param name="Service">Value of <c>service.name</c>, or <c>unknown_service</c>.</param>
internal sealed record ResourceFacts(string? Tenant, string Service)
{
    public static ResourceFacts Read(ReadOnlySpan<byte> buffer, TextRange block, Func<string, string?> tenantOfAppId)
    {
        var (tenant, service) = ("", "");
        var fields = new ProtobufReader(buffer, block);
        while (fields.Next())
        {
            if (fields is not { Field: ResourceSpans.ResourceFieldNumber, IsPayload: true })
            {
                continue;
            }

            var resource = new ProtobufReader(buffer, fields.Payload);
            while (resource.Next())
            {
                if (resource is { Field: Resource.AttributesFieldNumber, IsPayload: true })
                {
                    var (key, value) = OtlpFields.Attribute(buffer, resource.Payload);
                    if (tenant.Length == 0 && key.Of(buffer).SequenceEqual("tenant.id"u8))
                    {
                        tenant = AnyValueText.Of(buffer, value);
                    }
                    else if (service.Length == 0 && key.Of(buffer).SequenceEqual("service.name"u8))
                    {
                        service = AnyValueText.Of(buffer, value);
                    }
                }
            }
        }

        service = service.Length > 0 ? service : "unknown_service";
        // A sidecar has no attribute of the tenant, but its app-id belongs to one.
        return new ResourceFacts(tenant.Length > 0 ? tenant : tenantOfAppId(service), service);
    }
}
