using System.Net;
using System.Text;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests;

public sealed class MetricsTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    private static readonly double[] ByteBounds = [0, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304];
    private static readonly double[] DatabaseBounds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

    [Fact]
    public async Task BodySizes_RequestsOnOneConnection_AreWhatWentOverTheWire()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var pair = await CollectedPair.StartAsync(collector);
        string[] bodies = ["""{"request_id":"b-1","message":"größer"}""", $$"""{"message":"{{new string('x', 70_000)}}"}""", ""];
        long sent = 0, received = 0, passedBack = 0;

        foreach (var body in bodies)
        {
            var answer = await pair.Sender.PostAsync("/send", body);
            sent += Encoding.UTF8.GetByteCount(body);
            received += Encoding.UTF8.GetByteCount(answer.Body);
            passedBack += answer.Body.Length - answer.Body.IndexOf("""{"status":"processed""", StringComparison.Ordinal) - 1;
        }

        await Eventually.TrueAsync(() => Count("sender-service", "http.server.response.body.size") == 3
            && Count("receiver-service", "http.server.response.body.size") == 3, "the body sizes of three requests");
        var server = new Dictionary<string, string>
        {
            ["http.request.method"] = "POST",
            ["http.route"] = "/send",
            ["http.response.status_code"] = "200",
            ["url.scheme"] = "http",
            ["network.protocol.version"] = "1.1",
        };
        var client = new Dictionary<string, string>(server) { ["server.address"] = "127.0.0.1", ["server.port"] = $"{pair.Receiver.Port}" };
        client.Remove("http.route");
        Assert.Equal(sent, Size("sender-service", "http.server.request.body.size", server));
        Assert.Equal(received, Size("sender-service", "http.server.response.body.size", server));
        var passedOn = Size("sender-service", "http.client.request.body.size", client);
        Assert.Equal(passedBack, Size("sender-service", "http.client.response.body.size", client));
        server["http.route"] = "/process";
        Assert.Equal(passedOn, Size("receiver-service", "http.server.request.body.size", server));
        Assert.Equal(passedBack, Size("receiver-service", "http.server.response.body.size", server));

        double Count(string service, string name) => collector.Last(service, name).Sum(point => point.Value);

        double Size(string service, string name, Dictionary<string, string> attributes)
        {
            var point = Assert.Single(collector.Last(service, name));
            Assert.Equal(("By", 3, "DemoApp"), (point.Unit, point.Value, point.Scope));
            Assert.Equivalent(attributes, point.Attributes, strict: true);
            Assert.Equal(ByteBounds, point.Histogram.Bounds);
            return point.Histogram.Sum;
        }
    }

    [Fact]
    public async Task BodySizes_ChunkedAndUnreadAndUnknown_AreCountedNotBelieved()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var pair = await CollectedPair.StartAsync(collector);
        using var chunks = new ChunkedContent("""{"message":"in chunks"}""");
        using var tooLarge = new ByteArrayContent(new byte[2 * 1024 * 1024]);
        using var unread = new StringContent("nobody reads this");

        Assert.Equal(HttpStatusCode.OK, (await pair.Sender.SendAsync(HttpMethod.Post, "/send", chunks)).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await pair.Sender.SendAsync(HttpMethod.Post, "/send", tooLarge)).Status);
        var notFound = await pair.Sender.SendAsync(new HttpMethod("BREW"), "/coffee/1", unread);
        await pair.Sender.SendAsync(HttpMethod.Head, "/nothing");
        await pair.Sender.SendAsync(HttpMethod.Get, "/health");
        await pair.Sender.SendAsync(HttpMethod.Get, "/metrics");

        await Eventually.TrueAsync(() => Requests().Any(point => point.Attributes.GetValueOrDefault("http.route") == "/metrics"), "the size of the last request");
        Assert.Equal(chunks.Length, Request("POST", "200").Histogram.Sum);
        Assert.Equal(0, Request("POST", "413").Histogram.Sum);
        Assert.DoesNotContain("error.type", Request("POST", "413").Attributes.Keys);
        Assert.Equal(0, Request("_OTHER", "404").Histogram.Sum);
        Assert.DoesNotContain("http.route", Request("_OTHER", "404").Attributes.Keys);
        var responses = collector.Last("sender-service", "http.server.response.body.size");
        Assert.Equal(notFound.Body.Length, Assert.Single(responses, point => point.Attributes["http.request.method"] == "_OTHER").Histogram.Sum);
        Assert.Equal(0, Assert.Single(responses, point => point.Attributes["http.request.method"] == "HEAD").Histogram.Sum);
        Assert.DoesNotContain(Requests().Concat(responses), point => point.Attributes.GetValueOrDefault("http.route") == "/health");

        List<ReceivedMetric> Requests() => collector.Last("sender-service", "http.server.request.body.size");

        ReceivedMetric Request(string method, string status) => Assert.Single(Requests(), point =>
            point.Attributes["http.request.method"] == method && point.Attributes["http.response.status_code"] == status
            && point.Attributes.GetValueOrDefault("http.route") != "/metrics");
    }

    [Fact]
    public async Task ClientBodySizes_CallThatFails_HaveTheErrorType()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var pair = await CollectedPair.StartAsync(collector, receiver: new() { ["ERROR_RATE"] = "1" });

        await pair.Sender.PostAsync("/send", "{}");
        await pair.Receiver.DisposeAsync();
        await pair.Sender.PostAsync("/send", "{}");

        await Eventually.TrueAsync(() => Sizes("request", "connection_error").Count == 1, "the call that nobody took");
        Assert.Empty(Sizes("response", "connection_error"));
        Assert.Equal("500", Assert.Single(Sizes("response", "500")).Attributes["http.response.status_code"]);
        var refused = Assert.Single(collector.Last("sender-service", "http.server.request.body.size"));
        Assert.Equal(("502", "502"), (refused.Attributes["http.response.status_code"], refused.Attributes["error.type"]));

        List<ReceivedMetric> Sizes(string body, string error) =>
            [.. collector.Last("sender-service", $"http.client.{body}.body.size").Where(point => point.Attributes.GetValueOrDefault("error.type") == error)];
    }

    [Fact]
    public async Task Counters_OutcomesAndRefusals_AreCountedOnBothServices()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var pair = await CollectedPair.StartAsync(collector);

        await pair.Sender.PostAsync("/send", "{}", ("traceparent", $"00-{TraceId}-b7ad6b7169203331-01"));
        await pair.Sender.PostAsync("/send", """{"tenant_id":"stranger"}""");
        await pair.Receiver.PostAsync("/process", """{"tenant_id":"stranger"}""");
        await pair.Receiver.PostAsync("/process", "{nope");

        await Eventually.TrueAsync(() => collector.Last("receiver-service", "app.requests.processed").Sum(point => point.Value) == 3
            && collector.Last("sender-service", "app.tenant.refused").Count == 1, "the counters");
        Assert.Equal([("processed", 1), ("refused", 2)],
            collector.Last("receiver-service", "app.requests.processed").Select(point => (Assert.Single(point.Attributes).Value, point.Value)).Order());
        foreach (var service in (string[])["sender-service", "receiver-service"])
        {
            var refused = Assert.Single(collector.Last(service, "app.tenant.refused"));
            Assert.Equal(("{request}", 1), (refused.Unit, refused.Value));
            Assert.Empty(refused.Attributes);
        }

        Assert.DoesNotContain(collector.Metrics, point => point.Attributes.Values.Concat(point.Resource.Values).Contains("stranger"));
        // A sampled request leaves its trace with the histograms, ours and .NET's own.
        foreach (var name in (string[])["http.server.request.duration", "http.server.request.body.size", "http.client.request.body.size"])
        {
            await Eventually.TrueAsync(() => collector.Metrics.Any(point => point.Name == name && point.Histogram.ExemplarTraceIds.Contains(TraceId)), $"an exemplar of {name}");
        }
    }

    [Fact]
    public async Task DatabaseDuration_WriteAndRead_AreOneSeriesEach()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var topology = await Topology.StartAsync(new TopologyOptions { Collector = collector.Address });

        await topology.Sender.PostAsync("/send", "{}");

        await Eventually.TrueAsync(() => Points().Count == 2, "the duration of a write and of a read");
        Assert.Equal(["get", "set"], Points().Select(point => point.Attributes["db.operation.name"]).Order());
        Assert.All(Points(), point =>
        {
            Assert.Equal(("s", 1), (point.Unit, point.Value));
            Assert.Equal(DatabaseBounds, point.Histogram.Bounds);
            Assert.InRange(point.Histogram.Sum, 0.00001, 30);
            Assert.Equal(["db.collection.name", "db.namespace", "db.operation.name", "db.system.name"], point.Attributes.Keys.Order());
            Assert.Equal("statestore", point.Attributes["db.collection.name"]);
        });

        List<ReceivedMetric> Points() => collector.Last("receiver-service", "db.client.operation.duration");
    }

    [Fact]
    public async Task DatabaseDuration_StoreFails_HasTheErrorTypeAndTheOutcome()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var receiver = await Service.ReceiverAsync(CollectedPair.Variables(collector, new()
        {
            ["DAPR_GRPC_PORT"] = $"{FreePort.Next()}",
            ["DAPR_HTTP_PORT"] = $"{FreePort.Next()}",
        }));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await receiver.PostAsync("/process", "{}")).Status);

        await Eventually.TrueAsync(() => collector.Last("receiver-service", "app.requests.processed").Count == 1
            && collector.Last("receiver-service", "db.client.operation.duration").Count == 1, "the metrics of the failed write");
        var write = Assert.Single(collector.Last("receiver-service", "db.client.operation.duration"));
        Assert.Equal(("set", "Grpc.Core.RpcException"), (write.Attributes["db.operation.name"], write.Attributes["error.type"]));
        Assert.Equal("state_store_failed", Assert.Single(collector.Last("receiver-service", "app.requests.processed")).Attributes["app.outcome"]);
    }

    /// <summary>A body without a length, as a caller sends that does not know it beforehand.</summary>
    private sealed class ChunkedContent(string text) : HttpContent
    {
        public int Length => Encoding.UTF8.GetByteCount(text);

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
