using DemoApp.Otlp;
using DemoApp.TestSupport;

namespace DemoApp.TenantPage.Tests.Page;

/// <summary>Lists of traces and single ones: filters, order, and when a trace counts as complete.</summary>
public sealed class TraceApiTests : ViewerTest
{
    [Fact]
    public async Task List_FiltersByEachCondition()
    {
        var slow = Telemetry.Span("slow", milliseconds: 900);
        var failed = Telemetry.Span("failed");
        failed.Status = new Status { Code = Status.Types.StatusCode.Error };
        var tagged = Telemetry.Span("tagged");
        tagged.Attributes.Add(Telemetry.Attribute("order.number", 471108150815));
        tagged.Events.Add(new Span.Types.Event { Name = "Shipped" });
        var old = Telemetry.Span("old");
        old.StartTimeUnixNano -= 3_600_000_000_000;
        old.EndTimeUnixNano -= 3_600_000_000_000;
        var id = Telemetry.Hex(tagged.TraceId);
        var hourAgo = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 1_800_000;
        await Client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), slow, failed));
        await Client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant2", "bank"), tagged, old));

        Assert.Equal(["failed", "old", "slow", "tagged"], await NamesAsync(""));
        Assert.Equal(["failed", "slow"], await NamesAsync("tenant=tenant1"));
        Assert.Equal(["old", "tagged"], await NamesAsync("service=bank"));
        Assert.Equal(["failed"], await NamesAsync("status=error"));
        Assert.Equal(["old", "slow", "tagged"], await NamesAsync("status=ok"));
        Assert.Equal(["slow"], await NamesAsync("minDurationMs=500"));
        Assert.Equal(["old"], await NamesAsync($"to={hourAgo}"));
        Assert.Equal(["failed", "slow", "tagged"], await NamesAsync($"from={hourAgo}"));
        foreach (var text in (string[])["TAGG", "order.num", "471108150815", "shipped", id])
        {
            Assert.Equal(["tagged"], await NamesAsync($"text={text}"));
        }

        Assert.Empty(await NamesAsync("tenant=tenant2&status=error"));
        var one = await Viewer.GetAsync("/api/traces?limit=1");
        Assert.Equal((1, 4, 4), (one["traces"]!.AsArray().Count, one["matched"]!.GetValue<int>(), one["held"]!.GetValue<int>()));
    }

    [Fact]
    public async Task List_ShorterThanOneTenantsTraces_HasTheNewestOfEveryTenant()
    {
        await Client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), Telemetry.Span("oldest", milliseconds: 400), Telemetry.Span("third", milliseconds: 300)));
        await Client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant2", "bank"), Telemetry.Span("second", milliseconds: 200), Telemetry.Span("newest", milliseconds: 100)));

        Assert.Equal(["newest", "second"], await NamesAsync("limit=2"));
        Assert.Equal(["newest"], await NamesAsync("limit=1"));
        Assert.Equal(["newest", "second", "third"], await NamesAsync("limit=3"));
    }

    [Fact]
    public async Task List_IsNewestFirst()
    {
        foreach (var (name, tenant) in (IEnumerable<(string, string)>)[("first", "tenant1"), ("second", "tenant2"), ("third", "tenant1")])
        {
            await Client.ExportAsync(Telemetry.Traces(Telemetry.Resource(tenant, "shop"), Telemetry.Span(name)));
        }

        Assert.Equal(["third", "second", "first"], (await Viewer.GetAsync("/api/traces"))["traces"]!.AsArray().Select(trace => trace!["name"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Trace_IsInOrderWithDepthsEvenWhereParentsAreMissingOrInACircle()
    {
        var root = Telemetry.Span("root", milliseconds: 100);
        var second = Telemetry.Span("second", root.TraceId, root.SpanId, milliseconds: 10);
        var first = Telemetry.Span("first", root.TraceId, root.SpanId, milliseconds: 50);
        var inner = Telemetry.Span("inner", root.TraceId, first.SpanId, milliseconds: 40);
        var orphan = Telemetry.Span("orphan", root.TraceId, Telemetry.NewSpanId(), milliseconds: 5);
        var one = Telemetry.Span("one", root.TraceId, milliseconds: 4);
        var other = Telemetry.Span("other", root.TraceId, one.SpanId, milliseconds: 3);
        one.ParentSpanId = other.SpanId;
        var id = Telemetry.Hex(root.TraceId);
        await Client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), inner, second, other, orphan, first, one, root));

        var spans = (await Viewer.GetAsync($"/api/traces/{id}"))["spans"]!.AsArray();
        Assert.Equal(
            [("root", 0), ("first", 1), ("inner", 2), ("second", 1), ("orphan", 0), ("one", 0), ("other", 0)],
            spans.Select(span => (span!["name"]!.GetValue<string>(), span["depth"]!.GetValue<int>())));
    }

    [Fact]
    public async Task Trace_IsCompleteOnceEveryCallIsAnswered()
    {
        var call = Telemetry.Span("POST");
        call.Kind = Span.Types.SpanKind.Client;
        var server = Telemetry.Span("POST /process", call.TraceId, call.SpanId);
        var id = Telemetry.Hex(call.TraceId);
        await Client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "sender"), call));
        Assert.False(await IsCompleteAsync(id));
        await Client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "receiver"), server));

        Assert.False(await IsCompleteAsync(id));
        await Eventually.TrueAsync(() => IsCompleteAsync(id), "the trace is complete, two seconds after its last span");
    }

    [Fact]
    public async Task Trace_SentTwice_HasEachSpanOnce()
    {
        var span = Telemetry.Span("again");
        var (id, request) = (Telemetry.Hex(span.TraceId), Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), span));
        await Client.ExportAsync(request);
        await Client.ExportAsync(request);

        Assert.Equal(1, (await Viewer.GetAsync($"/api/traces/{id}"))["spanCount"]!.GetValue<int>());
    }

    private async Task<bool> IsCompleteAsync(string id) => (await Viewer.GetAsync($"/api/traces/{id}"))["complete"]!.GetValue<bool>();

    private async Task<List<string>> NamesAsync(string query) =>
        [.. (await Viewer.GetAsync($"/api/traces?{query}"))["traces"]!.AsArray().Select(trace => trace!["name"]!.GetValue<string>()).Order(StringComparer.Ordinal)];
}
