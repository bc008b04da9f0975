using System.Net;
using System.Text;
using DemoApp.DevSidecar.Tests.Fixtures;

namespace DemoApp.DevSidecar.Tests;

public sealed class StateTests(StateTests.One one) : IClassFixture<StateTests.One>
{
    [Theory]
    [InlineData("appid", "app||k")]
    [InlineData("name", "store||k")]
    [InlineData("namespace", "tenant7.app||k")]
    [InlineData("none", "k")]
    [InlineData("literal", "literal||k")]
    public async Task KeyPrefix_StandsBeforeTheKey(string prefix, string key)
    {
        using var files = new SidecarFiles();
        files.Store("store", $"[{{ name: keyPrefix, value: {prefix} }}]");
        await using var sidecar = await SidecarProcess.StartAsync(
            "app", ["--resources-path", files.Resources, "--config", files.Configuration()],
            new Dictionary<string, string> { ["NAMESPACE"] = "tenant7" });
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(sidecar, "/v1.0/state/store", """[{"key":"k","value":1}]""")).Status);
        // The store's own complaint is the one place where the whole key shows.
        var (status, body) = await PostAsync(sidecar, "/v1.0/state/store", """[{"key":"k","value":2,"etag":"stale"}]""");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains($"state etag not match for key={key}: ", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoStoreAtAll_IsNotConfigured()
    {
        await using var sidecar = await SidecarProcess.StartAsync("app", []);
        var (status, body) = await PostAsync(sidecar, "/v1.0/state/store", "[]");
        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Contains("ERR_STATE_STORE_NOT_CONFIGURED", body, StringComparison.Ordinal);
        Assert.Contains("state store store is not configured", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ValueWithDisorderedNames_ComesBackAsGoWritesIt()
    {
        await PostAsync(
            one.Sidecar, "/v1.0/state/store", """[{"key":"k","value":{"b": 1.0, "a": "<&>", "c": [true, null, 1e21, 0.00001]}}]""");
        var value = await one.Sidecar.Http.GetStringAsync(
            new Uri("/v1.0/state/store/k", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal("""{"a":"\u003c\u0026\u003e","b":1,"c":[true,null,1e+21,0.00001]}""", value);
    }

    [Fact]
    public async Task NumberBeyondFloat64_IsMalformed()
    {
        var (status, body) = await PostAsync(one.Sidecar, "/v1.0/state/store", """[{"key":"k","value":1e400}]""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("ERR_MALFORMED_REQUEST", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[{"key":"\ud800","value":"a"}]""", "\ufffd", "\"a\"")]
    [InlineData("""[{"key":"k","value":"a\udc00b"}]""", "k", "\"a\ufffdb\"")]
    [InlineData("""[{"key":"k","value":{"\ud800":1,"\udbff":2}}]""", "k", "{\"\ufffd\":2}")]
    [InlineData("""[{"key":"first","value":1,"key":"k"}]""", "k", "1")]
    [InlineData("""[{"\ud800":1,"key":"k","value":1,"metadata":{"\ud800":"a","a":"1","a":"2"},"etag":null}]""", "k", "1")]
    [InlineData("""[{"KEY":"k","Value":"\ud83d\ude00"}]""", "k", "\"\U0001F600\"")]
    [InlineData("""[{"key":"k","value":[true,null,"\\ud800"]}]""", "k", "[true,null,\"\\\\ud800\"]")]
    public async Task WhatIsNoText_IsReplaced(string body, string key, string value)
    {
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(one.Sidecar, "/v1.0/state/store", body)).Status);
        var path = new Uri("/v1.0/state/store/" + Uri.EscapeDataString(key), UriKind.Relative);
        Assert.Equal(value, await one.Sidecar.Http.GetStringAsync(path, TestContext.Current.CancellationToken));

        Assert.DoesNotContain("level=error", one.Sidecar.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"\\ud800\"", Grpc.Core.StatusCode.OK)]
    [InlineData("{\"a\":1,\"a\":2,\"\\ud800\":3}", Grpc.Core.StatusCode.OK)]
    [InlineData("[1e400]", Grpc.Core.StatusCode.InvalidArgument)]
    [InlineData("{", Grpc.Core.StatusCode.InvalidArgument)]
    [InlineData("", Grpc.Core.StatusCode.InvalidArgument)]
    public async Task GrpcValueThatIsJson_IsReadLikewise(string value, Grpc.Core.StatusCode status)
    {
        Assert.SkipWhen(SidecarProcess.IsDaprd, "daprd's codes differ");
        using var grpc = new Contract.GrpcReplay(one.Sidecar);
        var bytes = Convert.ToBase64String(Encoding.UTF8.GetBytes(value));
        const string Metadata = """{"contentType":"application/json"}""";
        var request = $$"""{"storeName":"store","states":[{"key":"k","value":"{{bytes}}","metadata":{{Metadata}} }]}""";
        Assert.Equal(
            status,
            (await grpc.SendAsync("/dapr.proto.runtime.v1.Dapr/SaveState", System.Text.Json.Nodes.JsonNode.Parse(request)!)).Status);
    }

    [Theory]
    [InlineData("SaveState")]
    [InlineData("GetState")]
    [InlineData("DeleteState")]
    public async Task GrpcMessageThatCannotBeRead_IsInvalidArgument(string method)
    {
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress($"http://127.0.0.1:{one.Sidecar.GrpcPort}");
        var bytes = Grpc.Core.Marshallers.Create<byte[]>(static message => message, static message => message);
        var call = channel.CreateCallInvoker().AsyncUnaryCall(
            new Grpc.Core.Method<byte[], byte[]>(Grpc.Core.MethodType.Unary, "dapr.proto.runtime.v1.Dapr", method, bytes, bytes),
            null,
            new Grpc.Core.CallOptions(deadline: DateTime.UtcNow.AddSeconds(20)),
            [0x0a, 0xff, 0xff, 0xff]);
        var failure = await Assert.ThrowsAsync<Grpc.Core.RpcException>(async () => await call.ResponseAsync);
        Assert.Equal(Grpc.Core.StatusCode.InvalidArgument, failure.StatusCode);
    }

    private static async Task<(HttpStatusCode Status, string Body)> PostAsync(SidecarProcess sidecar, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await sidecar.Http.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public sealed class One : IAsyncLifetime
    {
        private readonly SidecarFiles _files = new();

        public SidecarProcess Sidecar { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _files.Store("store");
            Sidecar = await SidecarProcess.StartAsync("app", ["--resources-path", _files.Resources, "--config", _files.Configuration()]);
        }

        public async ValueTask DisposeAsync()
        {
            await Sidecar.DisposeAsync();
            _files.Dispose();
        }
    }
}
