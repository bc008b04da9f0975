using DemoApp.Otlp;
using DemoApp.TenantPage.Telemetry;

namespace DemoApp.TenantPage.Api;

/// <summary>An attribute, its value as text.</summary>
internal sealed record AttributeDto(string Key, string Value)
{
    public static List<AttributeDto> Of(IEnumerable<KeyValue> attributes) =>
        [.. attributes.Select(attribute => new AttributeDto(attribute.Key, AttributeText.Of(attribute.Value)))];
}
