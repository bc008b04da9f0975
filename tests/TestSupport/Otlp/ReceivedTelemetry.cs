using System.Collections.Concurrent;

namespace DemoApp.TestSupport;

/// <summary>Everything that came in exports with one fate, for instance all that was taken.</summary>
public sealed class ReceivedTelemetry
{
    private readonly ConcurrentQueue<ReceivedSpan> _spans = [];
    private readonly ConcurrentQueue<ReceivedLog> _logs = [];
    private readonly ConcurrentQueue<ReceivedMetric> _metrics = [];
    private readonly ConcurrentQueue<ReceivedRequest> _requests = [];

    /// <summary>The spans, in the order of their arrival.</summary>
    public IReadOnlyCollection<ReceivedSpan> Spans => _spans;

    /// <summary>The log records, in the order of their arrival.</summary>
    public IReadOnlyCollection<ReceivedLog> Logs => _logs;

    /// <summary>The data points, in the order of their arrival.</summary>
    public IReadOnlyCollection<ReceivedMetric> Metrics => _metrics;

    /// <summary>The exports that they came in.</summary>
    public IReadOnlyCollection<ReceivedRequest> Requests => _requests;

    /// <summary>How many items of a signal there are.</summary>
    public int Count(string signal) => signal switch
    {
        "traces" => _spans.Count,
        "metrics" => _metrics.Count,
        "logs" => _logs.Count,
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "no such signal"),
    };

    /// <summary>Keeps what another collector got too.</summary>
    public void Add(ReceivedTelemetry other)
    {
        foreach (var request in other.Requests)
        {
            Add(request);
        }
    }

    /// <summary>Keeps a request and those of its items that share its fate, or all of them.</summary>
    public void Add(ReceivedRequest request, IEnumerable<object>? items = null)
    {
        foreach (var item in items ?? request.Items)
        {
            switch (item)
            {
                case ReceivedSpan span: _spans.Enqueue(span); break;
                case ReceivedLog log: _logs.Enqueue(log); break;
                case ReceivedMetric point: _metrics.Enqueue(point); break;
            }
        }

        // After its items: who waits for a request finds them all.
        _requests.Enqueue(request);
    }
}
