using DemoApp.TenantPage.Tests.Browser;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Benchmark;

/// <summary>How soon something is to be seen, in Chromium on this machine.</summary>
[Collection("Benchmark")]
[Trait("Speed", "bench")]
public sealed class PaintBenchmark
{
    private const int Runs = 7;
    private const int Spans = 1_000;

    // The time of the navigation itself is in it: both clocks start when the address was given.
    private const string FirstPaint = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime";

    // Two frames after the last row is there, it has been painted.
    private const string LastRowPainted = """
        count => new Promise(resolve => {
          const look = () => document.querySelectorAll('[data-testid=span-row]').length >= count
            ? requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())))
            : requestAnimationFrame(look);
          look();
        })
        """;

    [Fact]
    public async Task FirstPaintAndAWaterfallOfThousandSpans()
    {
        await using var viewer = await ViewerProcess.StartAsync();
        var traceId = await SendTraceAsync(viewer);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright);
        List<double> paints = [], waterfalls = [];
        for (var run = 0; run < Runs; run++)
        {
            // A context of its own has an empty cache.
            await using var context = await browser.NewContextAsync();
            var page = await context.NewPageAsync();
            await page.GotoAsync(viewer.Page.ToString());
            await page.GetByTestId("overview-row").Or(page.GetByTestId("empty")).First.WaitForAsync();
            paints.Add(await page.EvaluateAsync<double>(FirstPaint));
            await page.GotoAsync(new Uri(viewer.Page, $"/traces/{traceId}").ToString());
            waterfalls.Add(await page.EvaluateAsync<double>(LastRowPainted, Spans));
        }

        Report.Add("first paint of the Overview, empty cache", paints, "N0", " ms");
        Report.Add($"a waterfall of {Spans:N0} spans painted", waterfalls, "N0", " ms");
    }

    private static async Task<string> SendTraceAsync(ViewerProcess viewer)
    {
        using var client = new OtlpGrpcClient(viewer.Grpc);
        var root = Telemetry.Span("root", milliseconds: Spans);
        var parent = root.SpanId;
        var spans = new List<Otlp.Span> { root };
        for (var i = 1; i < Spans; i++)
        {
            // Ten levels deep, again and again.
            var span = Telemetry.Span($"span {i}", root.TraceId, i % 10 == 0 ? root.SpanId : parent, Spans - i);
            span.Attributes.AddRange([Telemetry.Attribute("http.request.method", "POST"), Telemetry.Attribute("url.path", $"/path/{i}")]);
            spans.Add(span);
            parent = span.SpanId;
        }

        var id = Telemetry.Hex(root.TraceId);
        await client.ExportAsync(Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), spans));
        return id;
    }
}
