using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests.Telemetry;

/// <summary>A trace as a tree in text: a line for each span, indented below its parent, children in the order of their beginning.</summary>
internal static class TraceTree
{
    public static string Draw(IEnumerable<ReceivedSpan> trace, string callersSpanId)
    {
        var children = trace.ToLookup(span => span.ParentSpanId);
        return string.Join('\n', Lines(callersSpanId, 0));

        IEnumerable<string> Lines(string parent, int depth) => children[parent].OrderBy(span => span.UnixNano.Start)
            .SelectMany(span => Lines(span.SpanId, depth + 1).Prepend($"{new string(' ', 2 * depth)}{span.Name} {span.Kind} {span.ServiceName}"));
    }
}
