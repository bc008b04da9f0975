using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DemoApp.EndToEnd.Tests;

public sealed class BadInputTests(PlainServices services)
{
    public static TheoryData<string, string, string, int, string> Bodies()
    {
        (string Body, int Status, string Detail)[] cases =
        [
            ("{nope", 400, "line 1, byte 2"),
            ("{\"a\":\n1,}", 400, "line 2"),
            ("\"text\"", 400, "JSON object"),
            ("[1,2]", 400, "JSON object"),
            ("null", 400, "JSON object"),
            ("17", 400, "JSON object"),
            (" ", 400, "not valid JSON"),
            ("{} {}", 400, "not valid JSON"),
            ("""{"data":"\ud800"}""", 200, ""),
            ("""{"request_id":"\ud800"}""", 400, "request_id"),
            ("""{"request_id":""}""", 400, "request_id"),
            ("""{"request_id":17}""", 400, "request_id must be a string"),
            ("""{"request_id":"a b"}""", 400, "request_id"),
            ("""{"request_id":"a/b"}""", 400, "request_id"),
            ("""{"request_id":"a||b"}""", 400, "request_id"),
            ("""{"request_id":"é"}""", 400, "request_id"),
            ("""{"request_id":"a\n"}""", 400, "request_id"),
            ($$"""{"request_id":"{{new string('a', 128)}}"}""", 200, ""),
            ($$"""{"request_id":"{{new string('a', 129)}}"}""", 400, "128"),
            ("""{"tenant_id":"tenant2"}""", 403, "another tenant"),
            ("""{"tenant_id":"tenant2","tenant_id":"tenant1"}""", 400, "tenant_id is there twice"),
            ("""{"request_id":"a","request_\u0069d":"a"}""", 400, "request_id is there twice"),
            ("""{"tenant_id":null,"request_id":null}""", 200, ""),
            ("""{"\ud800abcdefgh":1}""", 400, "not Unicode text"),
            ("""{"tenant_id":"tenant2",nope""", 400, "line 1"),
            ("""{"a":{"request_id":17,"tenant_id":"tenant2"}}""", 200, ""),
            ("""{"tenant_id":""}""", 403, "another tenant"),
            ("""{"tenant_id":7}""", 400, "tenant_id must be a string"),
            ("""{"tenant_id":"tenant1"}""", 200, ""),
            ("""{"data":""" + new string('[', 70) + new string(']', 70) + "}", 400, "nested"),
        ];
        var data = new TheoryData<string, string, string, int, string>();
        foreach (var (service, path) in (ReadOnlySpan<(string, string)>)[("sender", "/send"), ("receiver", "/process"), ("sender without Dapr", "/send")])
        {
            foreach (var (body, status, detail) in cases)
            {
                data.Add(service, path, body, status, detail);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_RightOrWrong_GetsItsStatusAndAnActionableDetail(string service, string path, string body, int status, string detail)
    {
        var answer = await services[service].PostAsync(path, body);

        Assert.Equal(status, (int)answer.Status);
        if (status != 200)
        {
            AssertProblem(answer, status);
            Assert.Contains(detail, answer.Detail, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("sender", "/send", "text/plain")]
    [InlineData("sender", "/send", "application/x-www-form-urlencoded")]
    [InlineData("sender", "/send", "application/json; charset=utf-16")]
    [InlineData("sender", "/send", "nonsense")]
    [InlineData("receiver", "/process", "text/plain")]
    [InlineData("receiver", "/process", "application/xml")]
    public async Task ContentType_NotJson_Is415(string service, string path, string type)
    {
        var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        var answer = await services[service].SendAsync(HttpMethod.Post, path, content);

        AssertProblem(answer, 415);
        Assert.Contains("application/json", answer.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json;charset=\"UTF-8\"")]
    [InlineData("APPLICATION/JSON")]
    public async Task ContentType_JsonInAnySpelling_IsTaken(string type)
    {
        var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        Assert.Equal(HttpStatusCode.OK, (await services["sender"].SendAsync(HttpMethod.Post, "/send", content)).Status);
    }

    [Fact]
    public async Task Body_Compressed_Is415()
    {
        var content = new ByteArrayContent([0x1f, 0x8b, 8, 0]);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        content.Headers.TryAddWithoutValidation("Content-Encoding", "gzip");

        AssertProblem(await services["sender"].SendAsync(HttpMethod.Post, "/send", content), 415);
    }

    [Theory]
    [InlineData("sender", "/send", 1)]
    [InlineData("sender", "/send", 3 * 1024 * 1024)]
    [InlineData("receiver", "/process", 1025)]
    [InlineData("receiver", "/process", 3 * 1024 * 1024)]
    public async Task Body_OverOneMebibyte_Is413(string service, string path, int over)
    {
        const string Head = """{"pad":""" + "\"";
        var answer = await services[service].PostAsync(path, Head + new string('x', (1024 * 1024) + over - Head.Length - 2) + "\"}");

        AssertProblem(answer, 413);
        Assert.Contains("10", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_OverOneMebibyteInChunks_Is413()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/send");
        request.Headers.TransferEncodingChunked = true;
        request.Content = new StreamContent(new MemoryStream(new byte[(1024 * 1024) + 1]));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");

        using var response = await services["sender"].Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(413, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("sender", "GET", "/send", 405)]
    [InlineData("sender", "PUT", "/send", 405)]
    [InlineData("sender", "DELETE", "/health", 405)]
    [InlineData("receiver", "GET", "/process", 405)]
    [InlineData("sender", "GET", "/nope", 404)]
    [InlineData("sender", "POST", "/process", 404)]
    [InlineData("receiver", "POST", "/send", 404)]
    [InlineData("receiver", "GET", "/", 404)]
    public async Task Path_WrongMethodOrUnknown_IsAProblem(string service, string method, string path, int status)
    {
        var answer = await services[service].SendAsync(new HttpMethod(method), path);

        AssertProblem(answer, status);
        Assert.NotEmpty(answer.Detail);
        if (status == 405)
        {
            Assert.NotNull(answer.Allow);
        }
    }

    [Fact]
    public async Task Problem_ForACallerThatWantsHtml_IsStillProblemJson() =>
        AssertProblem(await services["sender"].SendAsync(HttpMethod.Get, "/nope", null, ("Accept", "text/html")), 404);

    [Theory]
    [InlineData("traceparent", "garbage")]
    [InlineData("traceparent", "00-00000000000000000000000000000000-0000000000000000-01")]
    [InlineData("traceparent", "|legacy.id.")]
    [InlineData("Request-Id", "|legacy.id.")]
    [InlineData("baggage", "=;,,=bad")]
    [InlineData("baggage", "key with space=value")]
    [InlineData("baggage", "k=\"quoted\"")]
    [InlineData("baggage", "k=%zz")]
    [InlineData("baggage", "novalue")]
    public async Task TraceHeader_Malformed_NeverReachesTheSidecar(string name, string value)
    {
        var answer = await services["sender"].PostAsync("/send", "{}", (name, value));

        // A daprd that gets a bad baggage answers 400, which would be a 502 here.
        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task Request_NotHttp_IsRefusedAndTheServiceLivesOn()
    {
        using (var client = new TcpClient())
        {
            await client.ConnectAsync("127.0.0.1", services["sender"].Port, TestContext.Current.CancellationToken);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("\0\u0001garbage\r\n\r\n"), TestContext.Current.CancellationToken);
            using var reader = new StreamReader(client.GetStream());
            Assert.StartsWith("HTTP/1.1 400", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        }

        Assert.Equal(HttpStatusCode.OK, (await services["sender"].SendAsync(HttpMethod.Get, "/health")).Status);
    }

    [Fact]
    public async Task Requests_AThousandRandomOnes_NeverGetA500()
    {
        var random = new Random(20261123);
        for (var i = 0; i < 1_000; i++)
        {
            var body = new byte[random.Next(0, 200)];
            random.NextBytes(body);
            if (random.Next(2) == 0)
            {
                // Half of them nearly JSON: one that is valid, with a few bytes changed.
                body = Encoding.UTF8.GetBytes("""{"request_id":"abc-1","tenant_id":"tenant1","message":"hello","data":{"k":["v",1.5,true,null]}}""");
                for (var change = random.Next(1, 4); change > 0; change--)
                {
                    body[random.Next(body.Length)] = (byte)random.Next(256);
                }
            }

            var content = new ByteArrayContent(body);
            content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
            var answer = await services["sender without Dapr"].SendAsync(HttpMethod.Post, "/send", content);

            Assert.True((int)answer.Status is 200 or 400 or 403, $"{(int)answer.Status} for {Convert.ToHexString(body)}: {answer.Body}");
        }
    }

    private static void AssertProblem(Answer answer, int status)
    {
        Assert.Equal(status, (int)answer.Status);
        Assert.Equal("application/problem+json", answer.MediaType);
        Assert.Equal(status, answer.Json["status"]!.GetValue<int>());
        Assert.DoesNotContain("   at ", answer.Body, StringComparison.Ordinal);
    }
}
