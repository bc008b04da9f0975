using DemoApp.TenantPage.Protobuf;

namespace DemoApp.TenantPage.Ingest;

/// <summary>Finds the spans, log records or data points of one resource, wherever they lie in it.</summary>
internal ref struct ItemReader(ReadOnlySpan<byte> buffer, TextRange resource, Signal signal)
{
    private readonly ReadOnlySpan<byte> _buffer = buffer;

    // One reader for each message within another: of scopes, of metrics, of a metric's data, of its points.
    private ProtobufReader _scopes = new(buffer, resource);
    private ProtobufReader _items;
    private ProtobufReader _data;
    private ProtobufReader _points;

    public TextRange Field { get; private set; }
    public TextRange Payload { get; private set; }
    public int MetricType { get; private set; }
    public bool IsSidecar { get; private set; }

    public bool Next()
    {
        while (true)
        {
            if (signal == Signal.Metrics ? NextPoint() : NextItem())
            {
                return true;
            }

            if (!_scopes.Next())
            {
                return false;
            }

            if (OtlpFields.Holds(signal, 0, _scopes))
            {
                _items = new ProtobufReader(_buffer, _scopes.Payload);
                IsSidecar = signal == Signal.Traces && OtlpFields.IsSidecarScope(_buffer, _scopes.Payload);
            }
        }
    }

    private bool NextItem()
    {
        while (_items.Next())
        {
            if (OtlpFields.Holds(signal, 1, _items))
            {
                (Field, Payload) = (new TextRange(_items.FieldStart, _items.FieldEnd), _items.Payload);
                return true;
            }
        }

        return false;
    }

    private bool NextPoint()
    {
        while (true)
        {
            while (_points.Next())
            {
                if (OtlpFields.Holds(signal, 3, _points))
                {
                    (Field, Payload) = (new TextRange(_points.FieldStart, _points.FieldEnd), _points.Payload);
                    return true;
                }
            }

            if (_data.Next())
            {
                if (OtlpFields.Holds(signal, 2, _data))
                {
                    _points = new ProtobufReader(_buffer, _data.Payload);
                    MetricType = _data.Field;
                }
            }
            else if (!_items.Next())
            {
                return false;
            }
            else if (OtlpFields.Holds(signal, 1, _items))
            {
                _data = new ProtobufReader(_buffer, _items.Payload);
            }
        }
    }
}
