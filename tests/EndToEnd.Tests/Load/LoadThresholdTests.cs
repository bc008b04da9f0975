namespace DemoApp.EndToEnd.Tests.Load;

public sealed class LoadThresholdTests
{
    [Theory]
    [InlineData("MAX_FAIL_RATIO", "0.05")]
    [InlineData("MAX_P95_MS", "0")]
    [InlineData("MIN_RPS", "100000")]
    public async Task Threshold_BreachedAlone_IsNamedInTheOneLine(string variable, string value)
    {
        // A fifth of requests fail, which MAX_FAIL_RATIO allows in the other two runs.
        await using var pair = await DirectPair.StartAsync(new() { ["ERROR_RATE"] = "0.2" });
        await using var locust = Locust.Start(Target(pair), [("RUN_TIME", "1s"), ("MAX_FAIL_RATIO", "0.5"), (variable, value)]);

        Assert.Equal(1, await locust.Process.ExitCodeAsync());

        var line = Assert.Single(locust.Process.Lines, line => line.Contains("breached", StringComparison.Ordinal));
        Assert.StartsWith($"{variable} breached: ", line, StringComparison.Ordinal);
        Assert.Contains(value, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FailuresWithinTheAllowedRatio_ExitsWithZero()
    {
        await using var pair = await DirectPair.StartAsync(new() { ["ERROR_RATE"] = "0.2" });
        await using var locust = Locust.Start(Target(pair), ("RUN_TIME", "1s"), ("MAX_FAIL_RATIO", "0.9"));

        Assert.True(await locust.Process.ExitCodeAsync() == 0, locust.Process.Tail());
        Assert.True(locust.Failures("Aggregated") > 0, "Failures stay failures in the table.");
    }

    private static string Target(DirectPair pair) => $"http://127.0.0.1:{pair.Sender.Port}";
}
