using Microsoft.AspNetCore.Http;

namespace DemoApp.EndToEnd.Tests.Load;

public sealed class LoadRunTests
{
    [Fact]
    public async Task Run_HealthyPair_IsGreenWithTableAndReport()
    {
        await using var pair = await DirectPair.StartAsync();
        await using var locust = Locust.Start(Target(pair), ("RUN_TIME", "2s"), ("MAX_P95_MS", "600000"), ("MIN_RPS", "0.1"));

        Assert.True(await locust.Process.ExitCodeAsync() == 0, locust.Process.Tail());

        Assert.Contains(locust.Process.Lines, line => line.StartsWith("POST", StringComparison.Ordinal) && line.Contains("/send", StringComparison.Ordinal));
        Assert.Contains(locust.Process.Lines, line => line.Contains("Aggregated", StringComparison.Ordinal));
        Assert.DoesNotContain(locust.Process.Lines, line => line.Contains("breached", StringComparison.Ordinal));
        Assert.Contains("/send", locust.Html, StringComparison.Ordinal);
        Assert.True(locust.Requests("/send") > locust.Requests("/health"), "Most requests are POST /send.");
        Assert.True(locust.Requests("/health") > 0, "Some requests are GET /health.");
        Assert.Equal(0, locust.Failures("Aggregated"));
        Assert.Equal(["/health", "/send", "Aggregated"], locust.Stats.Keys.Order(StringComparer.Ordinal));
        Assert.True(locust.HasReport("failures.csv") && locust.HasReport("exceptions.csv"), "Every table has a file.");
    }

    [Fact]
    public async Task Run_HalfOfTheRequestsFail_CountsThemAndExitsWithOne()
    {
        await using var pair = await DirectPair.StartAsync(new() { ["ERROR_RATE"] = "0.5" });
        await using var locust = Locust.Start(Target(pair), ("RUN_TIME", "6s"), ("USERS", "20"), ("WAIT_MAX_MS", "10"));

        Assert.Equal(1, await locust.Process.ExitCodeAsync());

        Assert.Single(locust.Process.Lines, line => line.StartsWith("MAX_FAIL_RATIO breached", StringComparison.Ordinal));
        Assert.Equal(0, locust.Failures("/send"));
        int faults = locust.Failures("/send (simulated fault)"), n = faults + locust.Requests("/send");
        Assert.Equal(faults, locust.Requests("/send (simulated fault)"));
        Assert.Equal(faults, locust.Failures("Aggregated"));
        Assert.True(n >= 500, $"Only {n} requests were made.");
        var share = (double)faults / n;
        Assert.True(Math.Abs(share - 0.5) <= 4 * Math.Sqrt(0.25 / n), $"{faults} of {n} requests failed, {share:F4}.");
    }

    [Theory]
    [InlineData("true", 0)]
    [InlineData("false", 1)]
    public async Task Run_SimulatedFaultsOfBothServices_AreBreachesUnlessExpected(string expected, int exitCode)
    {
        await using var pair = await DirectPair.StartAsync(new() { ["ERROR_RATE"] = "0.3" }, new() { ["ERROR_RATE"] = "0.3" });
        await using var locust = Locust.Start(Target(pair), ("RUN_TIME", "1s"), ("EXPECT_FAULTS", expected));

        Assert.True(await locust.Process.ExitCodeAsync() == exitCode, locust.Process.Tail());

        Assert.True(locust.Failures("/send (simulated fault)") > 0, "The Sender's faults are in the table.");
        Assert.True(locust.Failures("/send (receiver fault)") > 0, "The Receiver's faults are in the table.");
        Assert.Equal(exitCode, locust.Process.Lines.Count(line => line.StartsWith("MAX_FAIL_RATIO breached", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Run_OtherTenantsSender_FailsEvenWhereFaultsAreExpected()
    {
        await using var pair = await DirectPair.StartAsync();
        await using var locust = Locust.Start(Target(pair), ("RUN_TIME", "1s"), ("TENANT_ID", "tenant2"), ("EXPECT_FAULTS", "true"));

        Assert.Equal(1, await locust.Process.ExitCodeAsync());
        Assert.True(locust.Requests("/send") > 0, "Requests were made.");
        Assert.Equal(locust.Requests("/send"), locust.Failures("/send"));
    }

    [Theory]
    [InlineData("""{"status":"success","tenant":"tenant2","receiver_response":{}}""", "another tenant")]
    [InlineData("<html>Welcome</html>", "not one with the status")]
    public async Task Run_AnswerOf200ThatIsNotTheSenders_IsAFailure(string answer, string reason)
    {
        await using var target = await FakeSidecar.StartAsync(http => http.Response.WriteAsync(answer));
        await using var locust = Locust.Start($"http://127.0.0.1:{target.Port}", ("RUN_TIME", "1s"));

        Assert.Equal(1, await locust.Process.ExitCodeAsync());
        Assert.Equal(locust.Requests("/send"), locust.Failures("/send"));
        Assert.Contains(locust.Process.Lines, line => line.Contains(reason, StringComparison.Ordinal));
    }

    private static string Target(DirectPair pair) => $"http://127.0.0.1:{pair.Sender.Port}";
}
