using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests;

public sealed class FaultsTests
{
    private static readonly Dictionary<string, string?> On = new() { ["FAULTS_API"] = "true" };

    [Fact]
    public async Task Faults_NotSwitchedOn_AreNotThere()
    {
        await using var pair = await DirectPair.StartAsync();

        foreach (var service in (Service[])[pair.Sender, pair.Receiver])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await service.SendAsync(HttpMethod.Get, "/faults")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await PutAsync(service, """{"error_rate":1}""")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await service.SendAsync(HttpMethod.Delete, "/faults")).Status);
        }

        Assert.Equal(HttpStatusCode.OK, (await pair.Sender.PostAsync("/send", "{}")).Status);
    }

    [Fact]
    public async Task Faults_WithAnAppToken_WantIt()
    {
        var guarded = new Dictionary<string, string?>(On) { ["APP_API_TOKEN"] = "app-secret" };
        await using var pair = await DirectPair.StartAsync(guarded, guarded);

        foreach (var service in (Service[])[pair.Sender, pair.Receiver])
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await service.SendAsync(HttpMethod.Get, "/faults")).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await PutAsync(service, """{"error_rate":1}""")).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await service.SendAsync(HttpMethod.Delete, "/faults", null, ("dapr-api-token", "wrong"))).Status);
            Assert.Equal(HttpStatusCode.OK, (await service.SendAsync(HttpMethod.Get, "/faults", null, ("dapr-api-token", "app-secret"))).Status);
        }

        Assert.Equal(HttpStatusCode.OK, (await pair.Sender.PostAsync("/send", "{}")).Status);
    }

    [Fact]
    public async Task ErrorRate_PutAndDeleted_FailsRequestsInBetween()
    {
        await using var pair = await DirectPair.StartAsync(On, On);

        foreach (var (service, path, detail) in ((Service, string, string)[])
            [(pair.Sender, "/send", "Simulated error"), (pair.Receiver, "/process", "Simulated processing error")])
        {
            var before = await service.SendAsync(HttpMethod.Get, "/faults");
            Assert.Equal(HttpStatusCode.OK, (await service.PostAsync(path, "{}")).Status);

            Assert.Equal(HttpStatusCode.OK, (await PutAsync(service, """{"error_rate":1}""")).Status);
            var failed = await service.PostAsync(path, "{}");
            Assert.Equal((HttpStatusCode.InternalServerError, detail), (failed.Status, failed.Detail));

            var deleted = await service.SendAsync(HttpMethod.Delete, "/faults");
            Assert.Equal((HttpStatusCode.OK, before.Body), (deleted.Status, deleted.Body));
            Assert.Equal(HttpStatusCode.OK, (await service.PostAsync(path, "{}")).Status);
        }
    }

    [Fact]
    public async Task Get_BeforeAndAfterPut_SaysSourceAndExpiry()
    {
        await using var pair = await DirectPair.StartAsync(On, new(On) { ["LATENCY_MS"] = "3" });

        Assert.Equal("""{"error_rate":0,"latency_ms":0,"source":"environment","expires_at":null}""", (await pair.Sender.SendAsync(HttpMethod.Get, "/faults")).Body);
        Assert.Equal("""{"error_rate":0,"latency_ms":3,"database_failure_rate":0,"database_latency_ms":0,"source":"environment","expires_at":null}""",
            (await pair.Receiver.SendAsync(HttpMethod.Get, "/faults")).Body);

        var earliest = DateTimeOffset.UtcNow.AddSeconds(600);
        var put = await PutAsync(pair.Receiver, """{"error_rate":0.5,"database_latency_ms":9,"expires_in_seconds":600}""");
        var latest = DateTimeOffset.UtcNow.AddSeconds(600);
        var get = await pair.Receiver.SendAsync(HttpMethod.Get, "/faults");

        Assert.Equal(put.Body, get.Body);
        Assert.StartsWith("""{"error_rate":0.5,"latency_ms":3,"database_failure_rate":0,"database_latency_ms":9,"source":"api","expires_at":"20""", get.Body, StringComparison.Ordinal);
        var expiresAt = get.Json["expires_at"]!.GetValue<string>();
        Assert.Matches(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z\z", expiresAt);
        Assert.InRange(DateTimeOffset.Parse(expiresAt, CultureInfo.InvariantCulture), earliest, latest);
    }

    [Fact]
    public async Task Put_Expired_IsGoneByItself()
    {
        await using var pair = await DirectPair.StartAsync(On);

        var put = await PutAsync(pair.Sender, """{"error_rate":1,"expires_in_seconds":1}""");

        Assert.Equal("api", put.Json["source"]!.GetValue<string>());
        await Eventually.TrueAsync(async () => (await pair.Sender.PostAsync("/send", "{}")).Status == HttpStatusCode.OK, "the end of the faults");
        Assert.Equal("environment", (await pair.Sender.SendAsync(HttpMethod.Get, "/faults")).Json["source"]!.GetValue<string>());
    }

    [Fact]
    public async Task Put_WrongBody_IsAProblemAndChangesNothing()
    {
        await using var pair = await DirectPair.StartAsync(On);
        var before = (await pair.Sender.SendAsync(HttpMethod.Get, "/faults")).Body;

        var outOfRange = await PutAsync(pair.Sender, """{"latency_ms":5,"error_rate":2}""");
        var unknown = await PutAsync(pair.Sender, """{"errors":1}""");
        var database = await PutAsync(pair.Sender, """{"database_failure_rate":1}""");
        using var text = new StringContent("{}");

        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json", "error_rate must be a number from 0 to 1."), (outOfRange.Status, outOfRange.MediaType, outOfRange.Detail));
        Assert.Equal((HttpStatusCode.BadRequest, "errors is not known here. Known are error_rate, latency_ms, expires_in_seconds."), (unknown.Status, unknown.Detail));
        Assert.Equal(HttpStatusCode.BadRequest, database.Status);
        Assert.Contains("Receiver", database.Detail, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await pair.Sender.SendAsync(HttpMethod.Put, "/faults", text)).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PutAsync(pair.Sender, $$"""{"x":"{{new string('x', 5000)}}"}""")).Status);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await pair.Sender.PostAsync("/faults", "{}")).Status);
        Assert.Equal(before, (await pair.Sender.SendAsync(HttpMethod.Get, "/faults")).Body);
    }

    [Fact]
    public async Task DatabaseFailure_Injected_IsAnsweredAsAFailedStoreAndSeenInSpansAndMetrics()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var topology = await Topology.StartAsync(new TopologyOptions { Collector = collector.Address, Sender = On, Receiver = On });
        await PutAsync(topology.Receiver, """{"database_failure_rate":1}""");

        var process = await topology.Receiver.PostAsync("/process", """{"request_id":"lost-1"}""");
        var send = await topology.Sender.PostAsync("/send", "{}");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (process.Status, process.RetryAfter));
        Assert.Equal(HttpStatusCode.BadGateway, send.Status);
        Assert.Null(await topology.StateAsync("lost-1"));
        await Eventually.TrueAsync(() => Queries(collector).Count == 2 && Injected(collector, "receiver-service").ContainsKey("database_error"), "spans and counter");
        Assert.All(Queries(collector), span => Assert.Equal(
            ("STATUS_CODE_ERROR", "database_error", "DemoApp.Receiver.SimulatedDatabaseException"),
            (span.StatusCode, span.Attributes["app.fault"], span.Attributes["error.type"])));
        await Eventually.TrueAsync(() => Injected(collector, "receiver-service")["database_error"] == 2, "both failures in the counter");
        Assert.Contains(collector.Last("receiver-service", "db.client.operation.duration"),
            point => point.Attributes.GetValueOrDefault("error.type") == "DemoApp.Receiver.SimulatedDatabaseException");
    }

    [Fact]
    public async Task Faults_OfEachKind_AreOnTheirSpanAndInTheCounter()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        await using var pair = await CollectedPair.StartAsync(collector, On, On);
        await PutAsync(pair.Receiver, """{"database_latency_ms":60}""");
        await PutAsync(pair.Sender, """{"latency_ms":30}""");
        Assert.Equal(HttpStatusCode.OK, (await pair.Sender.PostAsync("/send", "{}")).Status);
        await PutAsync(pair.Sender, """{"error_rate":1}""");
        Assert.Equal(HttpStatusCode.InternalServerError, (await pair.Sender.PostAsync("/send", "{}")).Status);

        await Eventually.TrueAsync(() => Injected(collector, "sender-service").Count == 2 && Injected(collector, "receiver-service").Count == 1
            && collector.Spans.Count(span => span.Name == "POST /send") == 2 && Queries(collector).Count == 1, "spans and counters");
        Assert.Equal("latency", Assert.Single(collector.Spans, span => span.Name == "artificial_latency").Attributes["app.fault"]);
        Assert.Equal(["", "error"], collector.Spans.Where(span => span.Name == "POST /send").Select(span => span.Attributes.GetValueOrDefault("app.fault", "")).Order());
        Assert.Equal("database_latency", Assert.Single(Queries(collector)).Attributes["app.fault"]);
        Assert.Equal(new Dictionary<string, double> { ["error"] = 1, ["latency"] = 1 }, Injected(collector, "sender-service"));
        Assert.Equal(new Dictionary<string, double> { ["database_latency"] = 1 }, Injected(collector, "receiver-service"));
        // An export may have been between the fault and the end of the write that it held up.
        await Eventually.TrueAsync(() => collector.Last("receiver-service", "db.client.operation.duration").Count == 2, "the durations of write and read");
        // A timer counts in its own ticks and may end a little before the stopwatch has the whole time.
        var write = Assert.Single(collector.Last("receiver-service", "db.client.operation.duration"), point => point.Attributes["db.operation.name"] == "set");
        Assert.InRange(write.Histogram.Sum, 0.055, 30);
    }

    [Fact]
    public async Task DatabaseLatency_LongerThanTheStoreMayTake_Is503()
    {
        await using var pair = await DirectPair.StartAsync(receiver: new(On) { ["STATE_STORE_TIMEOUT_MS"] = "50" });
        await PutAsync(pair.Receiver, """{"database_latency_ms":60000}""");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await pair.Receiver.PostAsync("/process", "{}")).Status);
    }

    private static Task<Answer> PutAsync(Service service, string body) =>
        service.SendAsync(HttpMethod.Put, "/faults", new StringContent(body, MediaTypeHeaderValue.Parse("application/json")));

    private static List<ReceivedSpan> Queries(OtlpReceiver collector) => [.. collector.Spans.Where(span => span.Name == "database_query")];

    private static Dictionary<string, double> Injected(OtlpReceiver collector, string service) =>
        collector.Last(service, "app.faults.injected").ToDictionary(point => Assert.Single(point.Attributes).Value, point => point.Value);
}
