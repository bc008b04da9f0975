using System.Text.Json.Nodes;
using DemoApp.Otlp;

namespace DemoApp.TenantPage.Tests.Page;

/// <summary>Log records: filters, pages, and the live tail.</summary>
public sealed class LogApiTests : ViewerTest
{
    [Fact]
    public async Task List_FiltersByEachCondition()
    {
        var traced = Telemetry.Log("traced");
        traced.TraceId = Telemetry.NewTraceId();
        traced.Attributes.Add(Telemetry.Attribute("order", 4711));
        await Client.ExportAsync(Telemetry.Logs(Telemetry.Resource("tenant1", "shop"), Telemetry.Log("plain"), Telemetry.Log("broken", SeverityNumber.Error)));
        await Client.ExportAsync(Telemetry.Logs(Telemetry.Resource("tenant2", "bank"), traced));

        Assert.Equal(["traced", "broken", "plain"], await BodiesAsync(""));
        Assert.Equal(["broken", "plain"], await BodiesAsync("tenant=tenant1"));
        Assert.Equal(["traced"], await BodiesAsync("service=bank"));
        Assert.Equal(["broken"], await BodiesAsync("minSeverity=13"));
        Assert.Equal(["traced"], await BodiesAsync("text=TRAC"));
        Assert.Equal(["traced"], await BodiesAsync("text=4711"));
        Assert.Equal(["traced"], await BodiesAsync($"traceId={Telemetry.Hex(traced.TraceId)}"));
    }

    [Fact]
    public async Task List_GoesOnBeforeTheLastOne()
    {
        await Client.ExportAsync(Telemetry.Logs(Telemetry.Resource("tenant1", "shop"), Enumerable.Range(0, 5).Select(n => Telemetry.Log($"{n}"))));
        var first = (await Viewer.GetAsync("/api/logs?limit=2"))["records"]!.AsArray();

        Assert.Equal(["4", "3"], first.Select(Body));
        Assert.Equal(["2", "1"], await BodiesAsync($"limit=2&before={first[1]!["seq"]}"));
    }

    [Fact]
    public async Task RecordWithoutATime_HasTheTimeItCame()
    {
        var log = Telemetry.Log("timeless");
        log.TimeUnixNano = 0;
        await Client.ExportAsync(Telemetry.Logs(Telemetry.Resource("tenant1", "shop"), log));

        var time = (await Viewer.GetAsync("/api/logs"))["records"]![0]!["time"]!.GetValue<double>();
        Assert.InRange(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - time, -1_000, 60_000);
    }

    [Fact]
    public async Task Tail_HasWhatComesAfterItBeganAndMatches()
    {
        await Client.ExportAsync(Telemetry.Logs(Telemetry.Resource("tenant1", "shop"), Telemetry.Log("before")));
        await using var stream = await Viewer.Http.GetStreamAsync(new Uri("/api/logs/tail?tenant=tenant1&minSeverity=13", UriKind.Relative), TestContext.Current.CancellationToken);
        using var tail = new StreamReader(stream);
        Assert.Empty(await NextAsync(tail));

        await Client.ExportAsync(Telemetry.Logs(Telemetry.Resource("tenant1", "shop"), Telemetry.Log("quiet"), Telemetry.Log("loud", SeverityNumber.Error)));
        await Client.ExportAsync(Telemetry.Logs(Telemetry.Resource("tenant2", "shop"), Telemetry.Log("not mine", SeverityNumber.Error)));
        Assert.Equal(["loud"], await NextAsync(tail));

        await Client.ExportAsync(Telemetry.Logs(Telemetry.Resource("tenant1", "shop"), Telemetry.Log("louder", SeverityNumber.Fatal)));
        Assert.Equal(["louder"], await NextAsync(tail));
    }

    /// <summary>The bodies of the next event.</summary>
    private static async Task<List<string>> NextAsync(StreamReader tail)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (await tail.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                return [.. JsonNode.Parse(line["data: ".Length..])!.AsArray().Select(Body)];
            }
        }

        throw new EndOfStreamException("The tail ended.");
    }

    private static string Body(JsonNode? record) => record!["body"]!.GetValue<string>();

    private async Task<List<string>> BodiesAsync(string query) => [.. (await Viewer.GetAsync($"/api/logs?{query}"))["records"]!.AsArray().Select(Body)];
}
