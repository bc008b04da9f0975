namespace DemoApp.TestSupport;

/// <summary>One data point of a metric as it arrived; of a histogram, its count.</summary>
public sealed record ReceivedMetric(
    IReadOnlyDictionary<string, string> Resource,
    string Scope,
    string Name,
    string Unit,
    double Value,
    IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>The resource's <c>service.name</c>.</summary>
    public string? ServiceName => Resource.GetValueOrDefault("service.name");

    /// <summary><c>counter</c>, <c>updowncounter</c>, <c>gauge</c>, <c>histogram</c> or <c>exponential histogram</c>.</summary>
    public string Instrument { get; init; } = "";

    /// <summary>False where each export has only what is new since the one before.</summary>
    public bool IsCumulative { get; init; } = true;

    /// <summary>What a histogram recorded; empty for other metrics.</summary>
    public ReceivedHistogram Histogram { get; init; } = new(0, [], []);

    /// <summary>The attributes of its exemplars that are not the point's own.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> ExemplarAttributes { get; init; } = [];
}

/// <summary>The sum of a histogram's data point, its bounds, and the traces of its exemplars.</summary>
public sealed record ReceivedHistogram(double Sum, IReadOnlyList<double> Bounds, IReadOnlyList<string> ExemplarTraceIds);
