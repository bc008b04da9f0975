using System.Globalization;
using DemoApp.TestSupport;

namespace DemoApp.EndToEnd.Tests.Load;

/// <summary>The load generator as a real Locust process, with a folder of its own for its report.</summary>
internal sealed class Locust : IAsyncDisposable
{
    private readonly DirectoryInfo _reports;

    private Locust(ChildProcess process, DirectoryInfo reports) => (Process, _reports) = (process, reports);

    public ChildProcess Process { get; }

    public string Html => File.ReadAllText(ReportFile("report.html"));

    /// <summary>The rows of stats.csv by their name, each with its cells by the name of the column.</summary>
    public Dictionary<string, Dictionary<string, string>> Stats
    {
        get
        {
            // No name of ours has a comma or a quote.
            var rows = File.ReadAllLines(ReportFile("stats.csv")).Select(line => line.Split(',')).ToList();
            return rows.Skip(1).ToDictionary(cells => cells[1], cells => rows[0].Zip(cells).ToDictionary(cell => cell.First, cell => cell.Second));
        }
    }

    /// <summary>Starts it headless with a table at the end, against <paramref name="target"/>; skips the test where Locust is not installed.</summary>
    public static Locust Start(string target, params IEnumerable<(string Name, string? Value)> variables)
    {
        SkipUnlessInstalled();
        var reports = Directory.CreateTempSubdirectory("demo-app-load-");
        var environment = new Dictionary<string, string?>
        {
            ["TARGET_HOST"] = target,
            ["TENANT_ID"] = "tenant1",
            ["USERS"] = "4",
            ["SPAWN_RATE"] = "100",
            ["WAIT_MIN_MS"] = "0",
            ["WAIT_MAX_MS"] = "20",
            ["REPORT_DIR"] = reports.FullName,
            ["LOCUST_HEADLESS"] = "true",
            ["LOCUST_ONLY_SUMMARY"] = "true",
            // Nothing may go to a collector that happens to run on this machine.
            ["OTEL_SDK_DISABLED"] = "true",
            // The checkout stays as it was.
            ["PYTHONDONTWRITEBYTECODE"] = "1",
        };
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        return new Locust(ChildProcess.Start(Find()!, ["-f", "loadgen/locustfile.py"], environment), reports);
    }

    public static void SkipUnlessInstalled() =>
        Assert.SkipUnless(Find() is not null, "Locust is not installed (Debian's python3-locust, or LOCUST=/path/to/locust).");

    public int Requests(string row) => Number(row, "Request Count");

    public int Failures(string row) => Number(row, "Failure Count");

    public bool HasReport(string file) => File.Exists(ReportFile(file));

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _reports.Delete(recursive: true);
    }

    private static string? Find() => InstalledCommand.Find("locust", "LOCUST");

    private int Number(string row, string column) => Stats.TryGetValue(row, out var cells) ? int.Parse(cells[column], CultureInfo.InvariantCulture) : 0;

    private string ReportFile(string name) => Path.Combine(_reports.FullName, name);
}
