using System.Globalization;
using DemoApp.TenantPage.Telemetry;

namespace DemoApp.TenantPage.Api;

/// <summary>Which log records are shown; every condition that is not given holds.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Service">Which service's.</param>
/// <param name="MinSeverity">Least severity number, 1 to 24.</param>
/// <param name="Text">Part of the message, of the event's name, or of an attribute's name or value, in either case.</param>
/// <param name="TraceId">Of that trace, 32 hexadecimal digits.</param>
/// <param name="Limit">At most so many, 1 to 1000; 200 where it is left out.</param>
/// <param name="Before">Only those with a smaller <c>seq</c>, to go on from the last one of a list.</param>
internal sealed record LogFilter(string? Tenant, string? Service, int? MinSeverity, string? Text, string? TraceId, int? Limit, long? Before)
{
    /// <summary>The limit in force.</summary>
    public int Count => Math.Clamp(Limit ?? 200, 1, 1_000);

    public bool Matches(StoredLog log) =>
        (string.IsNullOrEmpty(Service) || log.Resource.Service == Service)
        && (MinSeverity is not { } least || log.Severity >= least)
        && (string.IsNullOrEmpty(TraceId) || IsOf(log, TraceId))
        && (string.IsNullOrWhiteSpace(Text) || HasText(log, Text.Trim()));

    private static bool IsOf(StoredLog log, string traceId) =>
        UInt128.TryParse(traceId, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id) && log.TraceId == id;

    private static bool HasText(StoredLog log, string text)
    {
        var record = log.Details();
        return AttributeText.Of(record.Body).Contains(text, StringComparison.OrdinalIgnoreCase)
            || record.EventName.Contains(text, StringComparison.OrdinalIgnoreCase)
            || record.Attributes.Any(attribute => attribute.Key.Contains(text, StringComparison.OrdinalIgnoreCase)
                || AttributeText.Of(attribute.Value).Contains(text, StringComparison.OrdinalIgnoreCase));
    }
}
