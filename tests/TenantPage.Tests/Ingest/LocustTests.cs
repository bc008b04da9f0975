using System.Globalization;
using DemoApp.TestSupport;
using LocalRun = DemoApp.TenantPage.Tests.Browser.LocalRun;

namespace DemoApp.TenantPage.Tests.Ingest;

/// <summary>The load generator drives both services: each of its requests is a trace on the page.</summary>
public sealed class LocustTests
{
    private const string LoadGenerator = "locust";

    [Fact]
    public async Task Locust_EveryRequestIsATraceFromItsTraceparentToTheStore()
    {
        Assert.SkipUnless(Find() is not null, "Locust is not installed (Debian's python3-locust, or LOCUST=/path/to/locust).");
        await using var run = await LocalRun.StartAsync();
        var topology = await run.Viewer.GetAsync("/api/topology");
        var sender = topology["tenants"]![0]!["services"]![0]!["url"]!.GetValue<string>();
        var before = await SendsAsync(run);
        var reports = Directory.CreateTempSubdirectory("demo-app-load-");
        await using var locust = ChildProcess.Start(Find()!, ["-f", "loadgen/locustfile.py", "--headless", "--only-summary"], new Dictionary<string, string?>
        {
            ["TARGET_HOST"] = sender,
            ["TENANT_ID"] = "tenant1",
            ["USERS"] = "4",
            ["SPAWN_RATE"] = "100",
            ["RUN_TIME"] = "3s",
            ["WAIT_MIN_MS"] = "10",
            ["WAIT_MAX_MS"] = "50",
            ["REPORT_DIR"] = reports.FullName,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = run.Viewer.Grpc.GetLeftPart(UriPartial.Authority),
            ["OTEL_SERVICE_NAME"] = LoadGenerator,
            ["OTEL_RESOURCE_ATTRIBUTES"] = "tenant.id=tenant1",
            ["PYTHONDONTWRITEBYTECODE"] = "1",
        });
        Assert.True(await locust.ExitCodeAsync(60) == 0, locust.Tail());

        var sent = Sent(Path.Combine(reports.FullName, "stats.csv"));
        reports.Delete(recursive: true);
        Assert.True(sent > 10, locust.Tail());
        await Eventually.TrueAsync(async () => await SendsAsync(run) - before == sent, $"{sent} traces of POST /send of tenant1");
        // Locust's own spans come only where its exporter is installed (locust[otel], since 2.42); it says so where it is not.
        var exports = !locust.Lines.Any(line => line.Contains("plain traceparent", StringComparison.Ordinal));
        await Eventually.TrueAsync(async () => (await CallersAsync(run)).Contains(LoadGenerator) == exports, exports ? "calls of Locust" : "no calls of Locust");
        await Eventually.TrueAsync(
            async () => (await CallersAsync(run)).IsSupersetOf(["sender-service-tenant1", "sender-tenant1", "receiver-tenant1"]), "calls by app and sidecars");
    }

    private static async Task<int> SendsAsync(LocalRun run) =>
        (await run.Viewer.RowAsync("tenant1", "sender-service-tenant1"))!["requests"]!.GetValue<int>();

    private static async Task<HashSet<string>> CallersAsync(LocalRun run) =>
        [.. (await run.Viewer.TenantAsync("tenant1"))["calls"]!.AsArray().Select(call => call!["from"]!["service"]!.GetValue<string>())];

    /// <summary>How many requests of <c>/send</c> the report counts.</summary>
    private static int Sent(string file)
    {
        var rows = File.ReadAllLines(file).Select(line => line.Split(',')).ToList();
        var (name, count) = (Array.IndexOf(rows[0], "Name"), Array.IndexOf(rows[0], "Request Count"));
        return int.Parse(rows.Single(row => row[name] == "/send")[count], CultureInfo.InvariantCulture);
    }

    private static string? Find() => InstalledCommand.Find(LoadGenerator, "LOCUST");
}
