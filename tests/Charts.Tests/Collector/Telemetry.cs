namespace DemoApp.Charts.Tests.Collector;

/// <summary>A resource and one record of it: a span, a data point or a log record.</summary>
internal sealed class Telemetry
{
    public Dictionary<string, string> Resource { get; init; } = [];

    public Dictionary<string, string> Record { get; init; } = [];

    /// <summary>Of a span.</summary>
    public string Name { get; init; } = "";

    /// <summary>The attributes that a path's first part names; without one, those of the record.</summary>
    public Dictionary<string, string> Attributes(string context) => context == "resource." ? Resource : Record;
}

/// <summary>The pod at the other end of a connection, as the API server knows it.</summary>
internal sealed record Pod(string Namespace, string Name);
