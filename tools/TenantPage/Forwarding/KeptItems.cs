using DemoApp.TenantPage.Protobuf;

namespace DemoApp.TenantPage.Forwarding;

/// <summary>The items of one resource that are to be forwarded, in their order.</summary>
internal sealed class KeptItems
{
    private readonly List<TextRange> _fields = [];
    private readonly List<ulong> _traces = [];

    public int Total { get; set; }

    /// <summary>Items that are left out because there were too many and that belong to no trace.</summary>
    public int LeftOut { get; set; }
    public IReadOnlyList<TextRange> Fields => _fields;

    /// <summary>The traces of the items; one that is there twice in a row is in it once.</summary>
    public IReadOnlyList<ulong> Traces => _traces;

    public void Add(TextRange field, ulong trace)
    {
        _fields.Add(field);
        if (trace != 0 && (_traces.Count == 0 || _traces[^1] != trace))
        {
            _traces.Add(trace);
        }
    }
}

/// <summary>A ResourceSpans, ResourceMetrics or ResourceLogs in a message.</summary>
/// <param name="Field">With its tag.</param>
/// <param name="Payload">Without.</param>
internal readonly record struct ResourceBlock(TextRange Field, TextRange Payload);
