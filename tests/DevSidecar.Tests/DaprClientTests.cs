using System.Net.Http.Json;
using Dapr.Client;
using DemoApp.DevSidecar.Tests.Fixtures;

namespace DemoApp.DevSidecar.Tests;

/// <summary>Dapr's own .NET client, as the services use it.</summary>
public sealed class DaprClientTests(DaprClientTests.Pair pair) : IClassFixture<DaprClientTests.Pair>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_IsGoodForBothHalves()
    {
        using var client = CreateClient();
        Assert.True(await client.CheckHealthAsync(Stop));
        Assert.True(await client.CheckOutboundHealthAsync(Stop));
        await client.WaitForSidecarAsync(Stop);
    }

    [Fact]
    public async Task Invocation_ReachesTheApp()
    {
        using var client = DaprClient.CreateInvokeHttpClient("echo", $"http://127.0.0.1:{pair.Sidecars.Caller.HttpPort}", "secret");
        using var response = await client.PostAsJsonAsync(new Uri("/hello", UriKind.Relative), new { a = 1 }, Stop);
        response.EnsureSuccessStatusCode();
        Assert.Contains("/hello", await response.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SavedState_ComesBack()
    {
        using var client = CreateClient();
        await client.SaveStateAsync("statestore", "net-1", new Record("one", 1), cancellationToken: Stop);
        Assert.Equal(new Record("one", 1), await client.GetStateAsync<Record>("statestore", "net-1", cancellationToken: Stop));
        await client.DeleteStateAsync("statestore", "net-1", cancellationToken: Stop);
        Assert.Null(await client.GetStateAsync<Record>("statestore", "net-1", cancellationToken: Stop));
    }

    [Fact]
    public async Task TrySaveState_WithStaleEtag_ReturnsFalse()
    {
        using var client = CreateClient();
        await client.SaveStateAsync("statestore", "net-2", 1, cancellationToken: Stop);
        var (_, etag) = await client.GetStateAndETagAsync<int>("statestore", "net-2", cancellationToken: Stop);
        Assert.True(await client.TrySaveStateAsync("statestore", "net-2", 2, etag, cancellationToken: Stop));
        Assert.False(await client.TrySaveStateAsync("statestore", "net-2", 3, etag, cancellationToken: Stop));
        Assert.False(await client.TryDeleteStateAsync("statestore", "net-2", etag, cancellationToken: Stop));
        Assert.Equal(2, await client.GetStateAsync<int>("statestore", "net-2", cancellationToken: Stop));
    }

    [Fact]
    public async Task UnknownStore_ThrowsDaprException()
    {
        using var client = CreateClient();
        var failure = await Assert.ThrowsAsync<Dapr.DaprException>(
            () => client.GetStateAsync<int>("nostore", "k", cancellationToken: Stop));
        Assert.Contains("state store nostore is not found", failure.InnerException?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutTheToken_GrpcIsUnauthenticated()
    {
        using var client = new DaprClientBuilder()
            .UseGrpcEndpoint($"http://127.0.0.1:{pair.Sidecars.Caller.GrpcPort}")
            .UseHttpEndpoint($"http://127.0.0.1:{pair.Sidecars.Caller.HttpPort}")
            .Build();
        var failure = await Assert.ThrowsAsync<Dapr.DaprException>(
            () => client.GetStateAsync<int>("statestore", "k", cancellationToken: Stop));
        Assert.Equal(Grpc.Core.StatusCode.Unauthenticated, Assert.IsType<Grpc.Core.RpcException>(failure.InnerException).StatusCode);
    }

    private DaprClient CreateClient() => new DaprClientBuilder()
        .UseGrpcEndpoint($"http://127.0.0.1:{pair.Sidecars.Caller.GrpcPort}")
        .UseHttpEndpoint($"http://127.0.0.1:{pair.Sidecars.Caller.HttpPort}")
        .UseDaprApiToken("secret")
        .Build();

    public sealed class Pair : IAsyncLifetime
    {
        public SidecarPair Sidecars { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Sidecars = await SidecarPair.StartAsync(environment: new Dictionary<string, string> { ["DAPR_API_TOKEN"] = "secret" });

        public ValueTask DisposeAsync() => Sidecars.DisposeAsync();
    }

    private sealed record Record(string Name, int Number);
}
