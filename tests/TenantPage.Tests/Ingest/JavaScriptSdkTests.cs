using System.Text.RegularExpressions;
using DemoApp.TestSupport;

namespace DemoApp.TenantPage.Tests.Ingest;

/// <summary>OpenTelemetry's SDK for JavaScript over HTTP with JSON: an exporter that shares no code with this repository.</summary>
public sealed partial class JavaScriptSdkTests
{
    [Theory]
    [InlineData("none")]
    [InlineData("gzip")]
    public async Task JavaScriptSdk_SendsAllSignalsAsJson(string compression)
    {
        Assert.SkipUnless(IsThere("node") && IsThere("npm"), "node and npm are not installed");
        var folder = Path.Combine(Repository.Root, "tests/TenantPage.Tests/JavaScript");
        await InstallAsync(folder);
        await using var viewer = await ViewerProcess.StartAsync("--tenants", "tenant1");

        await using var exporter = ChildProcess.Start("node", ["exporter.mjs"], new Dictionary<string, string?>
        {
            ["OTEL_TRACES_EXPORTER"] = "otlp",
            ["OTEL_METRICS_EXPORTER"] = "otlp",
            ["OTEL_LOGS_EXPORTER"] = "otlp",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/json",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = viewer.OtlpHttp.GetLeftPart(UriPartial.Authority),
            ["OTEL_EXPORTER_OTLP_COMPRESSION"] = compression,
            ["OTEL_SERVICE_NAME"] = "js",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "tenant.id=tenant1",
        }, folder);
        Assert.True(await exporter.ExitCodeAsync(60) == 0, exporter.Tail());

        var id = TraceId().Match(string.Join('\n', exporter.Lines)).Groups[1].Value;
        var trace = await viewer.GetAsync($"/api/traces/{id}");
        Assert.Equal(["outer", "inner"], trace["spans"]!.AsArray().Select(span => span!["name"]!.GetValue<string>()));
        var inner = trace["spans"]![1]!;
        Assert.Equal(("js", "tenant1", "error", "on purpose"), (
            inner["service"]!.GetValue<string>(), inner["tenant"]!.GetValue<string>(), inner["status"]!.GetValue<string>(), inner["statusMessage"]!.GetValue<string>()));
        Assert.Equal("""[{"key":"answer","value":"42"}]""", inner["attributes"]!.ToJsonString());
        Assert.Equal("half way", inner["events"]![0]!["name"]!.GetValue<string>());
        Assert.Equal(("from JavaScript", 13), (inner["logs"]![0]!["body"]!.GetValue<string>(), inner["logs"]![0]!["severity"]!.GetValue<int>()));
        var counter = Assert.Single((await viewer.GetAsync("/api/metrics?tenant=tenant1"))["instruments"]!.AsArray())!;
        Assert.Equal(("js.orders", "{order}", true), (counter["name"]!.GetValue<string>(), counter["unit"]!.GetValue<string>(), counter["monotonic"]!.GetValue<bool>()));
        var isolation = await viewer.GetAsync("/api/isolation");
        Assert.Empty(isolation["refusals"]!.AsArray());
        Assert.Empty(isolation["unexpected"]!.AsArray());
    }

    private static bool IsThere(string command) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, command)));

    private static async Task InstallAsync(string folder)
    {
        if (File.Exists(Path.Combine(folder, "node_modules/@opentelemetry/sdk-node/package.json")))
        {
            return;
        }

        await using var npm = ChildProcess.Start("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], workingDirectory: folder);
        Assert.True(await npm.ExitCodeAsync(120) == 0, npm.Tail());
    }

    [GeneratedRegex("trace ([0-9a-f]{32})")]
    private static partial Regex TraceId();
}
