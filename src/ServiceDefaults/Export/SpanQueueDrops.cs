using System.Diagnostics.Metrics;

namespace DemoApp.ServiceDefaults.Export;

/// <summary>Counts the spans that found the SDK's queue full; only the SDK's own metric tells of them.</summary>
internal sealed class SpanQueueDrops : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly SignalLoss _loss;

    public SpanQueueDrops(SignalLoss loss)
    {
        _loss = loss;
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "otel.sdk.experimental", Name: "otel.sdk.processor.span.processed" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>(Count);
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    private void Count(Instrument instrument, long spans, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        foreach (var tag in tags)
        {
            if (tag is { Key: Names.ErrorType, Value: "queue_full" })
            {
                _loss.Drop(spans);
                _loss.Failed("spans are made faster than the collector takes them, and the queue is full");
            }
        }
    }
}
