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
        Assert.SkipUnless(NodePackages.AreAvailable, "node and npm are not installed");
        var folder = Path.Combine(Repository.Root, "tests/TenantPage.Tests/JavaScript");
        await NodePackages.InstallAsync(folder, TestContext.Current.CancellationToken);
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var viewer = await ViewerProcess.StartAsync("--tenants", "tenant1", "--forward", $"http://{receiver.Address}");

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
        await Eventually.TrueAsync(
            () => (receiver.Spans.Count, receiver.Logs.Count, receiver.Metrics.Count > 0) == (2, 1, true), "all signals are forwarded");
        var (outer, inner) = (receiver.Spans.Single(span => span.Name == "outer"), receiver.Spans.Single(span => span.Name == "inner"));
        Assert.Equal((id, id, outer.SpanId), (outer.TraceId, inner.TraceId, inner.ParentSpanId));
        Assert.Equal(("js", "STATUS_CODE_ERROR", "on purpose"), (inner.ServiceName, inner.StatusCode, inner.StatusMessage));
        Assert.Equal(("42", "half way"), (inner.Attributes["answer"], inner.Events.Single()));
        var log = receiver.Logs.Single();
        Assert.Equal(("from JavaScript", 13, id, inner.SpanId), (log.Body, log.SeverityNumber, log.TraceId, log.SpanId));
        Assert.Equal(("{order}", "counter", 3.0), receiver.Metrics.Where(point => point.Name == "js.orders").Select(point => (point.Unit, point.Instrument, point.Value)).Single());
        Assert.Equal(2, (await viewer.TenantAsync("tenant1"))["accepted"]!["spans"]!.GetValue<int>());
        var isolation = await viewer.GetAsync("/api/isolation");
        Assert.Empty(isolation["refusals"]!.AsArray());
        Assert.Empty(isolation["unexpected"]!.AsArray());
    }

    [GeneratedRegex("trace ([0-9a-f]{32})")]
    private static partial Regex TraceId();
}
