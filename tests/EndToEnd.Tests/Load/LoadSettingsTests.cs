using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace DemoApp.EndToEnd.Tests.Load;

public sealed class LoadSettingsTests
{
    [Theory]
    [InlineData("TARGET_HOST", "sender:8000", "an address")]
    [InlineData("TENANT_ID", "Tenant 1", "DNS label")]
    [InlineData("USERS", "0", "1 to 100000")]
    [InlineData("USERS", "many", "1 to 100000")]
    [InlineData("SPAWN_RATE", "-1", "0.01 to 10000")]
    [InlineData("RUN_TIME", "soon", "90s")]
    [InlineData("RUN_TIME", "0", "90s")]
    [InlineData("SCENARIO", "wave", "constant, ramp, spike or soak")]
    [InlineData("WAIT_MIN_MS", "50", "WAIT_MAX_MS")]
    [InlineData("SEED", "x", "a whole number")]
    [InlineData("EXPECT_FAULTS", "yes", "true or false")]
    [InlineData("MAX_FAIL_RATIO", "1.5", "0 to 1")]
    [InlineData("MAX_FAIL_RATIO", "nan", "0 to 1")]
    [InlineData("MAX_P95_MS", "fast", "0 to 600000")]
    [InlineData("MIN_RPS", "inf", "0 to 1000000")]
    [InlineData("REPORT_DIR", "/proc/report", "a folder that can be written to")]
    public async Task Setting_OutOfRange_StopsAtStartWithOneLineThatNamesIt(string variable, string value, string range)
    {
        await using var locust = Locust.Start("http://127.0.0.1:1", [(variable, value)]);

        Assert.Equal(1, await locust.Process.ExitCodeAsync());
        var line = Assert.Single(locust.Process.Lines);
        Assert.StartsWith($"Cannot start: {variable} is \"{value}\", but must be ", line, StringComparison.Ordinal);
        Assert.Contains(range, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seed_Fixed_RepeatsTheSameBodies()
    {
        var (first, second, other) = (await BodiesAsync("7"), await BodiesAsync("7"), await BodiesAsync("8"));

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
        Assert.Equal(first.Count, first.Distinct().Count());
        Assert.All(first, body => Assert.Equal("tenant1", JsonNode.Parse(body)!["tenant_id"]!.GetValue<string>()));
        Assert.Contains(first, body => JsonNode.Parse(body)!["data"] is null);
        Assert.Contains(first, body => JsonNode.Parse(body)!["data"]?["lines"] is not null);
        Assert.Contains(first, body => JsonNode.Parse(body)!["request_id"] is null);
    }

    [Fact]
    public async Task Tenant_NotSet_IsNotInTheBody()
    {
        var bodies = await BodiesAsync("7", ("TENANT_ID", null));

        Assert.All(bodies, body => Assert.False(JsonNode.Parse(body)!.AsObject().ContainsKey("tenant_id"), body));
    }

    private static async Task<List<string>> BodiesAsync(string seed, params IEnumerable<(string, string?)> more)
    {
        var bodies = new ConcurrentQueue<string>();
        await using var target = await FakeSidecar.StartAsync(http => Recorded.AnswerAsync(http, bodies.Enqueue));
        await using var locust = Locust.Start($"http://127.0.0.1:{target.Port}", [("SEED", seed), ("USERS", "1"), ("WAIT_MAX_MS", "1"), .. more]);
        await TestSupport.Eventually.TrueAsync(() => bodies.Count >= 60, "60 bodies");
        return [.. bodies.Take(60)];
    }
}
