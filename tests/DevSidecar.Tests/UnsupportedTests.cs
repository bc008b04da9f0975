using System.Net;
using System.Text.Json;
using DemoApp.DevSidecar.Tests.Fixtures;

namespace DemoApp.DevSidecar.Tests;

/// <summary>What daprd has and the development sidecar has not, each refused in one sentence.</summary>
public sealed class UnsupportedTests(UnsupportedTests.One one) : IClassFixture<UnsupportedTests.One>
{
    [Theory]
    [InlineData("POST", "/v1.0/state/statestore/bulk", "bulk requests for state")]
    [InlineData("PUT", "/v1.0/state/statestore/bulk/", "bulk requests for state")]
    [InlineData("POST", "/v1.0/state/statestore/transaction", "transaction requests for state")]
    [InlineData("POST", "/v1.0-alpha1/state/statestore/query", "query requests for state")]
    [InlineData("PUT", "/v1.0/metadata/team", "changes of metadata")]
    [InlineData("POST", "/v1.0/shutdown", "the shutdown API")]
    [InlineData("POST", "/v1.0/publish/pubsub/topic", "the publish API")]
    [InlineData("POST", "/v1.0/bindings/b", "the bindings API")]
    [InlineData("GET", "/v1.0/secrets/store/name", "the secrets API")]
    [InlineData("GET", "/v1.0/configuration/store", "the configuration API")]
    [InlineData("POST", "/v1.0/actors/a/b/method/c", "the actors API")]
    [InlineData("POST", "/v1.0/workflows/w/n/start", "the workflows API")]
    [InlineData("POST", "/v1.0-alpha1/lock/store", "the lock API")]
    public async Task HttpApi_Answers501(string verb, string path, string what)
    {
        Assert.SkipWhen(SidecarProcess.IsDaprd, "daprd has it");
        using var message = new HttpRequestMessage(HttpMethod.Parse(verb), new Uri(path, UriKind.Relative));
        using var response = await one.Sidecar.Http.SendAsync(message, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotImplemented, response.StatusCode);
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal("ERR_UNSUPPORTED", error.GetProperty("errorCode").GetString());
        Assert.StartsWith(
            $"the development sidecar does not support {what}", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("InvokeService")]
    [InlineData("GetBulkState")]
    [InlineData("ExecuteStateTransaction")]
    [InlineData("DeleteBulkState")]
    [InlineData("GetMetadata")]
    [InlineData("SetMetadata")]
    [InlineData("Shutdown")]
    [InlineData("SubscribeTopicEventsAlpha1")]
    public async Task GrpcApi_AnswersUnimplemented(string method)
    {
        Assert.SkipWhen(SidecarProcess.IsDaprd, "daprd has it");
        using var grpc = new Contract.GrpcReplay(one.Sidecar);
        var answer = await grpc.SendAsync("/dapr.proto.runtime.v1.Dapr/" + method, System.Text.Json.Nodes.JsonNode.Parse("{}")!);
        Assert.Equal(Grpc.Core.StatusCode.Unimplemented, answer.Status);
        Assert.Equal($"the development sidecar does not support {method} over gRPC; use daprd for it", answer.Message);
    }

    [Fact]
    public async Task BasicAuthorization_NamesNoApp()
    {
        Assert.SkipWhen(SidecarProcess.IsDaprd, "daprd has it");
        using var message = new HttpRequestMessage(HttpMethod.Get, "/hello");
        message.Headers.Add("Authorization", "Basic " + Convert.ToBase64String("dapr-app-id:echo"u8));
        using var response = await one.Sidecar.Http.SendAsync(message, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    public sealed class One : IAsyncLifetime
    {
        public SidecarProcess Sidecar { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Sidecar = await SidecarProcess.StartAsync("a", []);

        public ValueTask DisposeAsync() => Sidecar.DisposeAsync();
    }
}
