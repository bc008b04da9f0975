namespace DemoApp.Charts.Tests.DemoApp;

/// <summary>Addresses in global.otlpEndpoint that some part of the release could not use: refused with a sentence.</summary>
public sealed class EndpointTests
{
    [Theory]
    [InlineData("collector:4317", "must be an address such as")]
    [InlineData("collector", "must be an address such as")]
    [InlineData("grpc://collector:4317", "must be an address such as")]
    [InlineData("http://", "must be an address such as")]
    [InlineData("http:///otlp", "must be an address such as")]
    [InlineData("http://col lector", "must be an address such as")]
    [InlineData("http://a..b:4317", "must be an address such as")]
    [InlineData("http://-a:4317", "must be an address such as")]
    [InlineData("http://collector:grpc", "must be an address such as")]
    [InlineData("http://collector:-1", "must be an address such as")]
    [InlineData("http://collector?x=1", "must be an address such as")]
    [InlineData("http://collector#x", "must be an address such as")]
    [InlineData("http://$(NODE_IP):4317", "must be an address such as")]
    [InlineData("http://1.2.3:4317", "must be an address such as")]
    [InlineData("http://1.2.3.400:4317", "must be an address such as")]
    [InlineData("http://2001:db8::1", "must be an address such as")]
    [InlineData("http://[2001:db8::1", "must be an address such as")]
    [InlineData("http://[1:2]:4317", "must be an address such as")]
    [InlineData("http://[1::2::3]:4317", "must be an address such as")]
    [InlineData("http://[:::1]:4317", "must be an address such as")]
    [InlineData("http://[1:2:3:4:5:6:7:8:9]:4317", "must be an address such as")]
    [InlineData("http://[fe80::1%25eth0]:4317", "must be an address such as")]
    [InlineData("http://collector:0", "a port is a number from 1 to 65535")]
    [InlineData("http://collector:65536", "a port is a number from 1 to 65535")]
    [InlineData("http://collector:99999999999999999999", "a port is a number from 1 to 65535")]
    [InlineData("https://collector/otlp", "OTLP over gRPC has no path: leave /otlp out")]
    [InlineData("https://collector:4317/v1/traces/", "OTLP over gRPC has no path: leave /v1/traces out")]
    [InlineData("https://collector/otlp", "sidecars take host and port only: leave /otlp out", "telemetry.protocol=http/protobuf")]
    [InlineData("https://collector/otlp", "OTLP over gRPC has no path", "dapr.enabled=false")]
    public async Task Endpoint_ThatAPartCannotUse_IsRefused(string endpoint, string reason, params string[] settings)
    {
        var refusal = await RefusalAsync(endpoint, settings);

        Assert.Contains($"global.otlpEndpoint is \"{endpoint}\", but ", refusal, StringComparison.Ordinal);
        Assert.Contains(reason, refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://user:S3cr3t@collector:4317")]
    [InlineData("https://S3cr3t@collector")]
    [InlineData("user:S3cr3t@collector:4317")]
    [InlineData("https://user:S3cr3t/@collector:99999/otlp")]
    public async Task Endpoint_WithAUser_IsRefusedWithoutItsPassword(string endpoint)
    {
        var refusal = await RefusalAsync(endpoint);

        Assert.Contains("global.otlpEndpoint has a user name before its host", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("S3cr3t", refusal, StringComparison.Ordinal);
    }

    private static async Task<string> RefusalAsync(string endpoint, params string[] settings)
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Chart.RenderSetAsync([.. settings, $"global.otlpEndpoint={endpoint}"]));
        return refusal.Message;
    }
}
