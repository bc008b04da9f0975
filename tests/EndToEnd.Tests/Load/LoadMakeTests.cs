using System.Net;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests.Load;

public sealed class LoadMakeTests
{
    [Fact]
    public async Task MakeLoad_LocalPair_PrintsTheTable()
    {
        Locust.SkipUnlessInstalled();
        await using var pair = await DirectPair.StartAsync();
        await using var make = ChildProcess.StartInGroup("make", ["load"], Variables(pair, ("RUN_TIME", "1s")));

        Assert.True(await make.ExitCodeAsync() == 0, make.Tail());
        Assert.Contains(make.Lines, line => line.StartsWith("POST", StringComparison.Ordinal) && line.Contains("/send", StringComparison.Ordinal));
        Assert.Contains(make.Lines, line => line.Contains("Aggregated", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MakeLoadUi_LocalPair_ServesThePageAndSaysWhere()
    {
        Locust.SkipUnlessInstalled();
        await using var pair = await DirectPair.StartAsync();
        var port = FreePort.Next();
        await using var make = ChildProcess.StartInGroup("make", ["load-ui"], Variables(pair, ("LOCUST_WEB_PORT", $"{port}"), ("DISPLAY", null), ("WAYLAND_DISPLAY", null)));

        await make.LineAsync($"The load generator's page: http://localhost:{port}");
        using var http = new HttpClient();
        using var page = await http.GetAsync(new Uri($"http://localhost:{port}/"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);

        make.SignalGroup(ChildProcess.SigInt);
        await make.ExitCodeAsync(15);
    }

    private static Dictionary<string, string?> Variables(DirectPair pair, params IEnumerable<(string Name, string? Value)> more)
    {
        var variables = new Dictionary<string, string?>
        {
            ["TARGET_HOST"] = $"http://127.0.0.1:{pair.Sender.Port}",
            ["REPORT_DIR"] = null,
            ["OTEL_SDK_DISABLED"] = "true",
            ["PYTHONDONTWRITEBYTECODE"] = "1",
        };
        foreach (var (name, value) in more)
        {
            variables[name] = value;
        }

        return variables;
    }
}
