using System.Net;
using System.Text.Json.Nodes;

namespace DemoApp.EndToEnd.Tests;

public sealed class AnswerTests(PlainServices services)
{
    [Theory]
    [InlineData("sender", "/health", """{"status":"healthy","service":"sender-service","tenant":"tenant1"}""")]
    [InlineData("receiver", "/health", """{"status":"healthy","service":"receiver-service","tenant":"tenant1"}""")]
    [InlineData("sender", "/alive", """{"status":"alive","service":"sender-service","tenant":"tenant1"}""")]
    [InlineData("receiver", "/alive", """{"status":"alive","service":"receiver-service","tenant":"tenant1"}""")]
    [InlineData("sender", "/ready", """{"status":"ready","service":"sender-service","tenant":"tenant1"}""")]
    [InlineData("receiver", "/ready", """{"status":"ready","service":"receiver-service","tenant":"tenant1"}""")]
    [InlineData("sender without Dapr", "/ready", """{"status":"ready","service":"sender-service","tenant":"tenant1"}""")]
    [InlineData("receiver without Dapr", "/ready", """{"status":"ready","service":"receiver-service","tenant":"tenant1"}""")]
    public async Task HealthEndpoint_Asked_NamesServiceAndTenant(string service, string path, string expected)
    {
        var answer = await services[service].SendAsync(HttpMethod.Get, path);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("application/json", answer.MediaType);
        Assert.Equal(expected, answer.Body);
    }

    [Theory]
    [InlineData("sender", "sender-service")]
    [InlineData("receiver", "receiver-service")]
    public async Task Metrics_Asked_SaysThatTheyLeaveByOtlp(string service, string name)
    {
        var answer = await services[service].SendAsync(HttpMethod.Get, "/metrics");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("OTLP", answer.Json["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(name, answer.Json["service"]!.GetValue<string>());
        Assert.Equal("tenant1", answer.Json["tenant"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("sender")]
    [InlineData("sender without Dapr")]
    public async Task Send_FullBody_IsProcessedByTheReceiver(string service)
    {
        var answer = await services[service].PostAsync("/send", """{"request_id":"full-1","message":"hello","data":{"k":"v"}}""");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var receiver = answer.Json["receiver_response"]!.AsObject();
        Assert.InRange(receiver["processing_time_seconds"]!.GetValue<double>(), 0, 30);
        receiver["processing_time_seconds"] = 0;
        var withoutTime = answer.Json;
        withoutTime["receiver_response"]!["processing_time_seconds"] = 0;
        Assert.Equal(
            """{"status":"success","sender":"sender-service","tenant":"tenant1","receiver_response":{"status":"processed","request_id":"full-1","tenant_id":"tenant1","sender":"sender-service","receiver":"receiver-service","database_result":{"records":1,"status":"success"},"processing_time_seconds":0}}""",
            withoutTime.ToJsonString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"request_id":null,"tenant_id":null}""")]
    public async Task Send_NoRequestId_GetsUuidOfVersion7(string body)
    {
        var answer = await services["sender"].PostAsync("/send", body);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var id = Guid.ParseExact(answer.Json["receiver_response"]!["request_id"]!.GetValue<string>(), "D");
        Assert.Equal(7, id.Version);
    }

    [Fact]
    public async Task Send_NoBodyAndNoContentType_IsAnEmptyObject()
    {
        var answer = await services["sender"].SendAsync(HttpMethod.Post, "/send");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task Send_JsonWithoutContentType_IsTaken()
    {
        var answer = await services["sender"].SendAsync(HttpMethod.Post, "/send", new ByteArrayContent("""{"request_id":"untyped"}"""u8.ToArray()));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task Send_BodyOfExactlyOneMebibyte_IsProcessed()
    {
        const string Head = """{"request_id":"largest","pad":""" + "\"";
        var answer = await services["sender"].PostAsync("/send", Head + new string('x', (1024 * 1024) - Head.Length - 2) + "\"}");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("largest", answer.Json["receiver_response"]!["request_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task Send_BodyNestedAsDeepAsAllowed_IsProcessed()
    {
        var answer = await services["sender"].PostAsync("/send", """{"data":""" + new string('[', 63) + new string(']', 63) + "}");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Theory]
    [InlineData("state-1", """{"request_id":"state-1", "message":"héllo \u00e9 \" ","big":12345678901234567890.10,"unknown":{"a":[1,null]},"data":{"k":"v"}}""")]
    [InlineData("state-2", """{"request_id":"state-2"}""")]
    public async Task Send_AnyBody_LiesInTheStateStoreUnchanged(string key, string body)
    {
        var answer = await services["sender"].PostAsync("/send", body);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(body, await services.Dapr.StateAsync(key));
    }

    [Fact]
    public async Task Process_OnlyRequestId_AnswersWithDefaults()
    {
        var answer = await services["receiver"].PostAsync("/process", """{"request_id":"only-id"}""");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("tenant1", answer.Json["tenant_id"]!.GetValue<string>());
        Assert.Equal("unknown", answer.Json["sender"]!.GetValue<string>());
        Assert.Equal("{}", await services.Dapr.StateAsync("only-id"));
    }

    [Theory]
    [InlineData("sender", "/send")]
    [InlineData("receiver", "/process")]
    public async Task OpenApi_Asked_DescribesEveryErrorOfTheApi(string service, string path)
    {
        var answer = await services[service].SendAsync(HttpMethod.Get, "/openapi/v1.json");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var post = answer.Json["paths"]![path]!["post"]!;
        var responses = post["responses"]!.AsObject();
        string[] expected = service == "sender"
            ? ["200", "400", "403", "413", "415", "500", "502", "503", "504"]
            : ["200", "400", "401", "403", "413", "415", "500", "503"];
        Assert.Equal(expected, responses.Select(response => response.Key).Order(StringComparer.Ordinal));
        Assert.All(responses.Skip(1), response => Assert.NotNull(response.Value!["content"]!["application/problem+json"]));
        Assert.NotNull(Property(answer.Json, post["requestBody"]!["content"]!["application/json"]!["schema"]!, "request_id"));
        Assert.NotNull(Property(answer.Json, responses["200"]!["content"]!["application/json"]!["schema"]!, "status"));
        foreach (var other in (string[])["/health", "/alive", "/ready", "/metrics"])
        {
            Assert.NotNull(answer.Json["paths"]![other]!["get"]!["responses"]!["200"]);
        }
    }

    private static JsonNode? Property(JsonNode document, JsonNode schema, string name)
    {
        var reference = schema["$ref"]?.GetValue<string>() ?? schema["oneOf"]?.AsArray().Select(one => one!["$ref"]?.GetValue<string>()).First(one => one is not null);
        return document["components"]!["schemas"]![reference!.Split('/')[^1]]!["properties"]![name];
    }
}
