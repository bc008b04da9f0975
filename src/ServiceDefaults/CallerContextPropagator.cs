using System.Diagnostics;

namespace DemoApp.ServiceDefaults;

/// <summary>
/// W3C trace context and baggage that starts afresh where a caller's header is malformed.
/// .NET reads leniently and passes on what it could read; daprd answers 400 to a baggage that is not exactly W3C's.
/// </summary>
internal sealed class CallerContextPropagator : DistributedContextPropagator
{
    private readonly DistributedContextPropagator _w3c = CreateW3CPropagator();

    public override IReadOnlyCollection<string> Fields => _w3c.Fields;

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) => _w3c.Inject(activity, carrier, setter);

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        _w3c.ExtractTraceIdAndState(carrier, getter, out traceId, out traceState);

        // Anything else in traceId would be taken for an id of the old hierarchical form, and the trace would be lost.
        if (!ActivityContext.TryParse(traceId, traceState, out _))
        {
            (traceId, traceState) = (null, null);
        }
    }

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter)
    {
        if (getter is null)
        {
            return null;
        }

        getter(carrier, "baggage", out var value, out var values);
        var header = value ?? (values is null ? null : string.Join(',', values));
        return header is not null && W3CBaggage.IsValid(header) ? _w3c.ExtractBaggage(carrier, getter) : null;
    }
}
