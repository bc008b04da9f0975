using DemoApp.Otlp;
using Google.Protobuf;

namespace DemoApp.TenantPage.Telemetry;

/// <summary>The process that made telemetry: an OTLP resource, kept once however many records name it.</summary>
/// <param name="Tenant">Value of <c>tenant.id</c>, or the tenant whose app-id the service's name is, or null.</param>
/// <param name="Service">Value of <c>service.name</c>, or <c>unknown_service</c>.</param>
/// <param name="Attributes">All of its attributes.</param>
/// <param name="Identity">Its encoding, by which two are the same.</param>
internal sealed record TelemetryResource(string? Tenant, string Service, IReadOnlyList<KeyValue> Attributes, ByteString Identity)
{
    /// <summary>The resource attribute that says whose telemetry it is.</summary>
    public const string TenantAttribute = "tenant.id";
}
