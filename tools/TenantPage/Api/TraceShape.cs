using DemoApp.TenantPage.Telemetry;

namespace DemoApp.TenantPage.Api;

/// <summary>How the spans of a trace hang together.</summary>
internal sealed class TraceShape
{
    /// <summary>A trace in which every call was answered has all of its spans once it has been still for so long.</summary>
    private static readonly TimeSpan Stillness = TimeSpan.FromSeconds(2);

    /// <summary>
    /// A call without the span of who took it: exporters send every 5 s where nobody says otherwise (OTEL_BSP_SCHEDULE_DELAY), so what has
    /// not come by then does not come.
    /// </summary>
    private static readonly TimeSpan LongStillness = TimeSpan.FromSeconds(6);

    private readonly Dictionary<ulong, StoredSpan> _byId;
    private readonly ILookup<ulong, StoredSpan> _children;
    private readonly List<StoredSpan> _roots;

    public TraceShape(TraceSnapshot trace, DateTimeOffset now)
    {
        // A trace that two tenants sent parts of may have a span twice.
        _byId = trace.Spans.DistinctBy(span => span.Id).ToDictionary(span => span.Id);
        _children = _byId.Values.Where(HasParent).ToLookup(span => span.ParentId);
        _roots = [.. _byId.Values.Where(span => !HasParent(span)).OrderBy(span => span.StartNano)];
        // The caller need not send its own span: one parent may be missing, and no more.
        var missingParents = _roots.Where(root => root.ParentId != 0).Select(root => root.ParentId).Distinct().Count();
        var trueRoots = _roots.Count(root => root.ParentId == 0);
        var stillness = now - trace.LastArrival;
        IsComplete = missingParents + trueRoots == 1
            && stillness >= Stillness
            && (stillness >= LongStillness || !trace.Spans.Any(span => span.Kind == Otlp.Span.Types.SpanKind.Client && !IsAnswered(span)));
    }

    public bool IsComplete { get; }

    /// <summary>The span that has no parent, or whose parent has not come: the earliest of them.</summary>
    public StoredSpan Root => _roots.Count > 0 ? _roots[0] : _byId.Values.First();

    /// <summary>Every span with its depth, a parent before its children and children by their start.</summary>
    public IEnumerable<(StoredSpan Span, int Depth)> DepthFirst()
    {
        var stack = new Stack<(StoredSpan Span, int Depth)>(_roots.AsEnumerable().Reverse().Select(root => (root, 0)));
        var seen = new HashSet<ulong>();
        while (stack.TryPop(out var next))
        {
            seen.Add(next.Span.Id);
            yield return next;
            foreach (var child in _children[next.Span.Id].OrderByDescending(child => child.StartNano))
            {
                stack.Push((child, next.Depth + 1));
            }
        }

        // Spans that are each other's ancestors hang on no root; they are shown all the same.
        foreach (var span in _byId.Values.Where(span => !seen.Contains(span.Id)).OrderBy(span => span.StartNano))
        {
            yield return (span, 0);
        }
    }

    /// <summary>Who took the call has a span below it, or beside it: a sidecar's span of a gRPC call has the same parent as the caller's.</summary>
    private bool IsAnswered(StoredSpan call) =>
        _children.Contains(call.Id) || _children[call.ParentId].Any(other => other.Resource.Service != call.Resource.Service);

    private bool HasParent(StoredSpan span) => span.ParentId != 0 && span.ParentId != span.Id && _byId.ContainsKey(span.ParentId);
}
