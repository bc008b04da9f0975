using System.Globalization;
using System.Text.RegularExpressions;

namespace DemoApp.EndToEnd.Tests.Load;

public sealed class LoadScenarioTests
{
    private static readonly Regex UsersPattern = new(@"Ramping to (\d+) users", RegexOptions.CultureInvariant);

    [Theory]
    [InlineData("ramp")]
    [InlineData("spike")]
    [InlineData("soak")]
    public async Task Scenario_Run_EndsByItselfAfterRunTimeWithAllUsersOnTheWay(string scenario)
    {
        await using var pair = await DirectPair.StartAsync();
        await using var locust = Locust.Start($"http://127.0.0.1:{pair.Sender.Port}", ("RUN_TIME", "5s"), ("SCENARIO", scenario), ("USERS", "9"));

        Assert.True(await locust.Process.ExitCodeAsync() == 0, locust.Process.Tail());

        // Locust says each change of the shape. Few users come first; one, unless this machine took its time before the first tick.
        var users = locust.Process.Lines.Select(line => UsersPattern.Match(line)).Where(match => match.Success)
            .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
        Assert.InRange(users[0], 1, 5);
        Assert.True(users.Max() >= (scenario == "ramp" ? 7 : 9), string.Join(' ', users));
        Assert.Equal(scenario == "ramp", users.Count > 3);
    }
}
