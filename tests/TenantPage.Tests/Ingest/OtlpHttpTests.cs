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
    [InlineData("GZIP")]
    [InlineData("x-gzip")]
    [InlineData("identity")]
    [InlineData("Identity")]
    public async Task Post_Protobuf_IsTakenAndAnsweredInProtobuf(string? encoding)
    {
        var body = Telemetry.Traces(Telemetry.Resource("tenant1", "shop"), Telemetry.Span("over HTTP")).ToByteArray();
        var isGzip = encoding?.Contains("gzip", StringComparison.OrdinalIgnoreCase) == true;
        using var answer = await Viewer.ExportAsync("traces", isGzip ? Gzip(body) : body, Protobuf, encoding);

        Assert.Equal((HttpStatusCode.OK, Protobuf), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Null(ExportTraceServiceResponse.Parser.ParseFrom(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).PartialSuccess);
        Assert.Equal(1, await SpansAsync());
    }

    [Theory]
    [InlineData("traces", "Application/JSON")]
    [InlineData("metrics", "APPLICATION/JSON; charset=utf-8")]
    [InlineData("logs", "application/Json")]
    [InlineData("logs", "Application/X-Protobuf")]
    public async Task Post_TypesAreReadWithoutCase(string signal, string type)
    {
        using var answer = await Viewer.ExportAsync(signal, type.Contains("rotobuf", StringComparison.Ordinal) ? [] : "{}"u8.ToArray(), type);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("xyz")]
    [InlineData("5b8efff798038103d269b633813fc60")]
    [InlineData("5b8efff798038103d269b633813fc60c00")]
    [InlineData("Z6z8LqVvEI+kU1/Ci6mXBQ==")]
    public async Task Post_JsonWithAnIdThatIsNone_RejectsThatItemAlone(string id)
    {
        var span = $$$"""{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","parentSpanId":"{{{id}}}","links":[{"traceId":"{{{id}}}"}]}""";
        var body = $$$"""{"resourceSpans":[{"scopeSpans":[{"spans":[{{{span}}},{"traceId":"{{{id}}}","spanId":"eee19b7ec3c1b174"}]}]}]}""";
        using var answer = await Viewer.ExportAsync("traces", Encoding.UTF8.GetBytes(body), Json);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var partial = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["partialSuccess"]!;
        Assert.Equal("1", partial["rejectedSpans"]!.GetValue<string>());
        Assert.Equal(1, await SpansAsync("unknown"));
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
        { "malformed protobuf", Protobuf, null, [0x0a, 0xff, 0xff, 0xff], HttpStatusCode.BadRequest, "is not an Export" },
        { "malformed JSON", Json, null, "{\"resourceSpans\":["u8.ToArray(), HttpStatusCode.BadRequest, "is not an Export" },
        { "JSON of another shape", Json, null, "[1,2]"u8.ToArray(), HttpStatusCode.BadRequest, "is not an Export" },
        { "JSON with a wrong number", Json, null, "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"startTimeUnixNano\":\"-1\"}]}]}]}"u8.ToArray(), HttpStatusCode.BadRequest, "is not an Export" },
        { "JSON nested without end", Json, null, Encoding.UTF8.GetBytes(new string('[', 100_000)), HttpStatusCode.BadRequest, "is not an Export" },
        { "no gzip", Protobuf, "gzip", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], HttpStatusCode.BadRequest, "is not gzip" },
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

    private async Task<int> SpansAsync(string tenant = "tenant1") => (await Viewer.TenantAsync(tenant))["accepted"]!["spans"]!.GetValue<int>();

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
