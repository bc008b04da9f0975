using System.Globalization;
using System.Text.RegularExpressions;

namespace DemoApp.EndToEnd.Tests.Load;

public sealed class LoadScenarioTests
{
    private static readonly Regex UsersPattern = new(@"Ramping to (\d+) users", RegexOptions.CultureInvariant);

    [Theory]
    [InlineData("ramp", 9)]
    [InlineData("spike", 9)]
    // Soak rises for half a second alone: more users would be two of them before the first tick on a busy machine.
    [InlineData("soak", 2)]
    public async Task Scenario_Run_EndsByItselfAfterRunTimeWithAllUsersOnTheWay(string scenario, int all)
    {
        await using var pair = await DirectPair.StartAsync();
        await using var locust = Locust.Start($"http://127.0.0.1:{pair.Sender.Port}", ("RUN_TIME", "5s"), ("SCENARIO", scenario), ("USERS", $"{all}"));

        Assert.True(await locust.Process.ExitCodeAsync() == 0, locust.Process.Tail());

        // Locust says each change of the shape; the first tick of all three is one user.
        var users = locust.Process.Lines.Select(line => UsersPattern.Match(line)).Where(match => match.Success)
            .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(1, users[0]);
        Assert.True(users.Max() >= (scenario == "ramp" ? 7 : all), string.Join(' ', users));
        Assert.Equal(scenario == "ramp", users.Count > 3);
    }
}
