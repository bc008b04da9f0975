using System.Collections.Concurrent;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests.Load;

public sealed class LoadTraceTests
{
    [Fact]
    public async Task Request_OfALoad_IsTheRootOfOneTraceThroughBothServices()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var pair = await CollectedPair.StartAsync(collector);
        var headers = new ConcurrentQueue<(string Traceparent, string Baggage)>();
        // Between Locust and the Sender, to see what Locust itself sent.
        await using var between = await FakeSidecar.StartAsync(async http =>
        {
            using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), http.Request.Path.Value);
            var (traceparent, baggage) = (http.Request.Headers["traceparent"].ToString(), http.Request.Headers["baggage"].ToString());
            request.Headers.TryAddWithoutValidation("traceparent", traceparent);
            request.Headers.TryAddWithoutValidation("baggage", baggage);
            if (http.Request.Path == "/send")
            {
                headers.Enqueue((traceparent, baggage));
                request.Content = new StreamContent(http.Request.Body);
                request.Content.Headers.TryAddWithoutValidation("Content-Type", http.Request.ContentType);
            }

            using var response = await pair.Sender.Http.SendAsync(request);
            http.Response.StatusCode = (int)response.StatusCode;
            await response.Content.CopyToAsync(http.Response.Body);
        });
        await using var locust = Locust.Start($"http://127.0.0.1:{between.Port}", ("RUN_TIME", "2s"), ("USERS", "2"));
        Assert.True(await locust.Process.ExitCodeAsync() == 0, locust.Process.Tail());
        Assert.NotEmpty(headers);
        Assert.All(headers, sent => Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-01$", sent.Traceparent));
        Assert.All(headers, sent => Assert.Equal("synthetic_request=true", sent.Baggage));
        Assert.Equal(headers.Count, headers.Select(sent => sent.Traceparent[..35]).Distinct().Count());

        await Eventually.TrueAsync(() => collector.Spans.Count(span => span.Name is "POST /send" or "POST /process") >= 2 * headers.Count, "the spans of all requests");

        var traces = collector.Spans.GroupBy(span => span.TraceId).ToDictionary(trace => trace.Key, trace => trace.ToList());
        foreach (var (traceparent, _) in headers)
        {
            var (trace, parent) = (traces[traceparent[3..35]], traceparent[36..52]);
            var send = Assert.Single(trace, span => span.Name == "POST /send");
            Assert.Equal(parent, send.ParentSpanId);
            var process = Assert.Single(trace, span => span.Name == "POST /process");
            Assert.Equal("receiver-service", process.ServiceName);
            // Whole: every span but the first hangs under one that arrived too.
            var ids = trace.Select(span => span.SpanId).ToHashSet();
            Assert.All(trace.Where(span => span != send), span => Assert.Contains(span.ParentSpanId, ids));
        }
    }
}
