using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using DemoApp.Otlp;
using Google.Protobuf;

namespace DemoApp.TenantPage.Tests.Ingest;

/// <summary>The receiver of OTLP over HTTP.</summary>
public sealed class OtlpHttpTests : ViewerTest
{
    private const string Protobuf = "application/x-protobuf";
    private const string Json = "application/json";

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    [InlineData("identity")]
    public async Task Post_Protobuf_IsTakenAndAnsweredInProtobuf(string? encoding)
    {
        var body = Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), Telemetry.Span("over HTTP")).ToByteArray();
        using var answer = await Viewer.ExportAsync("traces", encoding == "gzip" ? Gzip(body) : body, Protobuf, encoding);

        Assert.Equal((HttpStatusCode.OK, Protobuf), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Null(ExportTraceServiceResponse.Parser.ParseFrom(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).PartialSuccess);
        Assert.Equal("over HTTP", (await Viewer.GetAsync("/api/traces"))["traces"]![0]!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Post_JsonAsTheSpecificationWritesIt_IsTakenWithItsIds()
    {
        // Ids in hexadecimal, numbers of 64 bits as text or not, enumerations as numbers, and a member that nobody knows.
        var now = Telemetry.Now;
        var body = $$$"""
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}},{"key":"tenant.id","value":{"stringValue":"tenant1"}}]},
              "scopeSpans":[{"scope":{"name":"lib","version":"1"},"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"EEE19B7EC3C1B174","parentSpanId":"",
                "name":"json","startTimeUnixNano":"{{{now - 5_000_000}}}","endTimeUnixNano":{{{now}}},"kind":2,"futureMember":{"a":[1]},
                "attributes":[{"key":"n","value":{"intValue":"7"}},{"key":"list","value":{"arrayValue":{"values":[{"stringValue":"x"},{"boolValue":true} ]}} }],
                "status":{"code":2,"message":"bad"}}]}]}]}
            """;
        using var answer = await Viewer.ExportAsync("traces", Encoding.UTF8.GetBytes(body), Json);

        Assert.Equal((HttpStatusCode.OK, Json), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        var span = (await Viewer.GetAsync("/api/traces/5b8efff798038103d269b633813fc60c"))["spans"]![0]!;
        Assert.Equal("eee19b7ec3c1b174", span["spanId"]!.GetValue<string>());
        Assert.Equal(("server", "error", 5.0), (span["kind"]!.GetValue<string>(), span["status"]!.GetValue<string>(), Math.Round(span["durationMs"]!.GetValue<double>(), 3)));
        Assert.Equal("""[{"key":"n","value":"7"},{"key":"list","value":"[\u0022x\u0022,true]"}]""", span["attributes"]!.ToJsonString());
    }

    [Fact]
    public async Task Post_JsonLogsAndMetrics_KeepTheTraceTheyBelongTo()
    {
        var now = Telemetry.Now;
        var logs = $$$"""
            {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeLogs":[{"logRecords":[
              {"timeUnixNano":"{{{now}}}","severityNumber":17,"severityText":"ERROR","body":{"stringValue":"boom"},"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174"}]}]}]}
            """;
        var metrics = $$$"""
            {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeMetrics":[{"metrics":[{"name":"depth","unit":"1","gauge":{"dataPoints":[
              {"timeUnixNano":"{{{now}}}","asDouble":1.5,"exemplars":[{"timeUnixNano":"{{{now}}}","asDouble":1.5,"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174"}]}]}}]}]}]}
            """;
        using var logsAnswer = await Viewer.ExportAsync("logs", Gzip(Encoding.UTF8.GetBytes(logs)), Json, "gzip");
        using var metricsAnswer = await Viewer.ExportAsync("metrics", Encoding.UTF8.GetBytes(metrics), Json);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (logsAnswer.StatusCode, metricsAnswer.StatusCode));
        var record = (await Viewer.GetAsync("/api/logs?tenant=unknown&minSeverity=17"))["records"]![0]!;
        Assert.Equal(("boom", "5b8efff798038103d269b633813fc60c", "eee19b7ec3c1b174"), (record["body"]!.GetValue<string>(), record["traceId"]!.GetValue<string>(), record["spanId"]!.GetValue<string>()));
        var series = (await Viewer.GetAsync("/api/metrics/data?name=depth"))["series"]![0]!;
        Assert.Equal(1.5, series["values"]![0]!.GetValue<double>());
        Assert.Equal("5b8efff798038103d269b633813fc60c", series["exemplars"]![0]!["traceId"]!.GetValue<string>());
    }

    [Fact]
    public async Task Post_PartlyRejected_SaysSoInTheEncodingOfTheRequest()
    {
        const string body = """{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"00000000000000000000000000000000","spanId":"0000000000000000","name":"x"}]}]}]}""";
        using var answer = await Viewer.ExportAsync("traces", Encoding.UTF8.GetBytes(body), Json);

        var partial = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["partialSuccess"]!;
        Assert.Equal("1", partial["rejectedSpans"]!.GetValue<string>());
        Assert.Contains("trace id", partial["errorMessage"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string?, byte[], HttpStatusCode, string> Bad => new()
    {
        { "malformed protobuf", Protobuf, null, [0x0a, 0xff, 0xff, 0xff], HttpStatusCode.BadRequest, "the body is no Export" },
        { "malformed JSON", Json, null, "{\"resourceSpans\":["u8.ToArray(), HttpStatusCode.BadRequest, "the body is no Export" },
        { "JSON of another shape", Json, null, "[1,2]"u8.ToArray(), HttpStatusCode.BadRequest, "the body is no Export" },
        { "JSON with a wrong number", Json, null, "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"startTimeUnixNano\":\"-1\"}]}]}]}"u8.ToArray(), HttpStatusCode.BadRequest, "the body is no Export" },
        { "JSON nested without end", Json, null, Encoding.UTF8.GetBytes(new string('[', 100_000)), HttpStatusCode.BadRequest, "the body is no Export" },
        { "no gzip", Protobuf, "gzip", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], HttpStatusCode.BadRequest, "not gzip" },
        { "an encoding that is not taken", Protobuf, "br", [1], HttpStatusCode.UnsupportedMediaType, "Content-Encoding is \"br\"" },
        { "a type that is not taken", "text/plain", null, [1], HttpStatusCode.UnsupportedMediaType, "Content-Type is \"text/plain\"" },
        { "a body over 16 MiB", Protobuf, null, new byte[(16 << 20) + 1], HttpStatusCode.RequestEntityTooLarge, "16 MiB" },
        { "a bomb", Protobuf, "gzip", Gzip(new byte[400 << 20]), HttpStatusCode.RequestEntityTooLarge, "16 MiB" },
    };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public async Task Post_Bad_IsAnsweredSaidOnThePageAndNothingElseSuffers(
        string what, string type, string? encoding, byte[] body, HttpStatusCode status, string reason)
    {
        using var answer = await Viewer.ExportAsync("traces", body, type, encoding);

        Assert.True(answer.StatusCode == status, $"{what}: {answer.StatusCode}");
        var bytes = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var message = type == Json ? JsonNode.Parse(bytes)!["message"]!.GetValue<string>() : Encoding.UTF8.GetString(bytes);
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Contains(reason, (await Viewer.GetAsync("/api/isolation"))["refusals"]![0]!["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        using var good = await Viewer.ExportAsync("traces", Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), Telemetry.Span()).ToByteArray(), Protobuf);
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
    }

    [Fact]
    public async Task OtherPathsAndMethods_AreNotThere()
    {
        using var client = new HttpClient();
        using var get = await client.GetAsync(new Uri(Viewer.OtlpHttp, "/v1/traces"), TestContext.Current.CancellationToken);
        using var page = await client.GetAsync(Viewer.OtlpHttp, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, HttpStatusCode.NotFound), (get.StatusCode, page.StatusCode));
    }

    private static byte[] Gzip(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(body);
        }

        return packed.ToArray();
    }
}
