using DemoApp.TenantPage.Ingest;
using DemoApp.TenantPage.Telemetry;

namespace DemoApp.TenantPage.Api;

/// <summary>Which traces a list shows; every condition that is not given holds.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Service">A service that has a span in it.</param>
/// <param name="Status">error: a span has failed; ok: none has.</param>
/// <param name="MinDurationMs">Least duration, in milliseconds.</param>
/// <param name="Text">Part of a trace id, of a span's name, or of an attribute's name or value, in either case.</param>
/// <param name="From">Earliest start, in milliseconds since 1970.</param>
/// <param name="To">Latest start, likewise.</param>
/// <param name="Limit">At most so many, 1 to 1000; 100 where it is left out.</param>
internal sealed record TraceFilter(string? Tenant, string? Service, string? Status, double? MinDurationMs, string? Text, double? From, double? To, int? Limit)
{
    /// <summary>The limit in force.</summary>
    public int Count => Math.Clamp(Limit ?? 100, 1, 1_000);

    public bool Matches(TraceSnapshot trace) =>
        (string.IsNullOrEmpty(Service) || trace.Spans.Any(span => span.Resource.Service == Service))
        && (string.IsNullOrEmpty(Status) || (Status == "error") == trace.Spans.Any(span => span.IsError))
        && (MinDurationMs is not { } least || ApiTime.Of(trace.DurationNano) >= least)
        && (From is not { } from || ApiTime.Of(trace.StartNano) >= from)
        && (To is not { } to || ApiTime.Of(trace.StartNano) <= to)
        && (string.IsNullOrWhiteSpace(Text) || HasText(trace, Text.Trim()));

    private static bool HasText(TraceSnapshot trace, string text) =>
        OtlpIds.Text(trace.Id).Contains(text, StringComparison.OrdinalIgnoreCase) || trace.Spans.Any(span => HasText(span, text));

    private static bool HasText(StoredSpan span, string text) =>
        span.Name.Contains(text, StringComparison.OrdinalIgnoreCase)
        || span.Resource.Service.Contains(text, StringComparison.OrdinalIgnoreCase)
        || span.Details() is var details && (AttributesHave(details.Attributes, text)
            || details.Status?.Message.Contains(text, StringComparison.OrdinalIgnoreCase) == true
            || details.Events.Any(e => e.Name.Contains(text, StringComparison.OrdinalIgnoreCase) || AttributesHave(e.Attributes, text)));

    private static bool AttributesHave(IEnumerable<Otlp.KeyValue> attributes, string text) => attributes.Any(attribute =>
        attribute.Key.Contains(text, StringComparison.OrdinalIgnoreCase)
        || AttributeText.Of(attribute.Value).Contains(text, StringComparison.OrdinalIgnoreCase));
}
