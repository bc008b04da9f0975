using DemoApp.Otlp;
using Google.Protobuf;

namespace DemoApp.TenantPage.Telemetry;

/// <summary>Makes equal resources one object; forgets all when a thousand different ones were seen, so that strange ones cost nothing for long.</summary>
internal sealed class ResourceCache(Func<string, string?> tenantOfAppId)
{
    private const int Capacity = 1_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<ByteString, TelemetryResource> _known = [];

    public TelemetryResource Get(Resource? resource)
    {
        var identity = resource?.ToByteString() ?? ByteString.Empty;
        lock (_lock)
        {
            if (_known.TryGetValue(identity, out var known))
            {
                return known;
            }

            if (_known.Count == Capacity)
            {
                _known.Clear();
            }

            var attributes = resource?.Attributes ?? [];
            var service = AttributeText.Find(attributes, "service.name") ?? "unknown_service";
            // A sidecar has no attribute of the tenant, but the run file says whose it is.
            var tenant = AttributeText.Find(attributes, TelemetryResource.TenantAttribute) ?? tenantOfAppId(service);
            return _known[identity] = new TelemetryResource(tenant, service, attributes, identity);
        }
    }
}
