using System.Net;
using System.Text;
using DemoApp.DevSidecar.Tests.Fixtures;

namespace DemoApp.DevSidecar.Tests;

public sealed class StateTests
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
            "app", ["--resources-path", files.Resources, "--config", files.Configuration()], new Dictionary<string, string> { ["NAMESPACE"] = "tenant7" });
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
        using var files = new SidecarFiles();
        files.Store("store");
        await using var sidecar = await SidecarProcess.StartAsync("app", ["--resources-path", files.Resources, "--config", files.Configuration()]);
        await PostAsync(sidecar, "/v1.0/state/store", """[{"key":"k","value":{"b": 1.0, "a": "<&>", "c": [true, null, 1e21, 0.00001]}}]""");
        var value = await sidecar.Http.GetStringAsync(new Uri("/v1.0/state/store/k", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal("""{"a":"\u003c\u0026\u003e","b":1,"c":[true,null,1e+21,0.00001]}""", value);
    }

    [Fact]
    public async Task NumberBeyondFloat64_IsMalformed()
    {
        using var files = new SidecarFiles();
        files.Store("store");
        await using var sidecar = await SidecarProcess.StartAsync("app", ["--resources-path", files.Resources, "--config", files.Configuration()]);
        var (status, body) = await PostAsync(sidecar, "/v1.0/state/store", """[{"key":"k","value":1e400}]""");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("ERR_MALFORMED_REQUEST", body, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, string Body)> PostAsync(SidecarProcess sidecar, string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await sidecar.Http.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
