using System.Text.Json;
using System.Text.RegularExpressions;
using DemoApp.TestSupport;

namespace DemoApp.Charts.Tests.Collector;

/// <summary>Alert rules and dashboard ask for metrics that the collectors have, by tenant.</summary>
public sealed partial class MonitoringTests
{
    // The collector's own metrics, as its page "Internal telemetry" lists them; counters with or without _total.
    private static readonly string[] Known =
    [
        "otelcol_exporter_sent_spans", "otelcol_exporter_sent_metric_points", "otelcol_exporter_sent_log_records",
        "otelcol_exporter_send_failed_spans", "otelcol_exporter_send_failed_metric_points", "otelcol_exporter_send_failed_log_records",
        "otelcol_exporter_enqueue_failed_spans", "otelcol_exporter_enqueue_failed_metric_points", "otelcol_exporter_enqueue_failed_log_records",
        "otelcol_exporter_queue_size", "otelcol_exporter_queue_capacity",
        "otelcol_receiver_refused_spans", "otelcol_receiver_refused_metric_points", "otelcol_receiver_refused_log_records",
        "otelcol_process_memory_rss",
    ];

    private static IEnumerable<string> Rules =>
        Yaml.Documents(Read("alerts.yaml")).Single().Items("groups").SelectMany(g => g.Items("rules")).Select(r => r.Text("expr")!);

    private static JsonElement Dashboard => JsonDocument.Parse(Read("dashboard.json")).RootElement;

    private static IEnumerable<string> Panels =>
        Dashboard.GetProperty("panels").EnumerateArray().SelectMany(p => p.GetProperty("targets").EnumerateArray()).Select(t => t.GetProperty("expr").GetString()!);

    [Fact]
    public void Metrics_OfRulesAndPanels_AreTheCollectors()
    {
        var asked = Rules.Concat(Panels).SelectMany(Names).ToHashSet();
        Assert.All(asked, name => Assert.Contains(name, Known));
        // And nothing that can happen to a tenant goes unseen.
        Assert.Empty(Known.Except(asked));
    }

    [Fact]
    public void Alerts_CoverQueueFailuresUnknownAndRefused()
    {
        var names = Yaml.Documents(Read("alerts.yaml")).Single().Items("groups").SelectMany(g => g.Items("rules")).Select(r => r.Text("alert"));
        Assert.Equal(["TenantQueueFull", "TenantExportFails", "TenantQueueFilling", "UnknownTenant", "CollectorRefusesData"], names);
    }

    [Fact]
    public void Dashboard_Tenant_IsAVariableThatTheNamesOfTheExportersGive()
    {
        var variable = Dashboard.GetProperty("templating").GetProperty("list").EnumerateArray().Single(v => v.GetProperty("name").GetString() == "tenant");
        var pattern = new Regex(variable.GetProperty("regex").GetString()!.Trim('/').Replace("\\/", "/", StringComparison.Ordinal));
        var gateway = CollectorChart.Configurations(CollectorChart.Objects("everything")).Gateway;

        Assert.Equal(["alpha", "beta-2", "unknown"], gateway.Root.Keys("exporters").Select(name => pattern.Match(name).Groups[1].Value));
        Assert.DoesNotMatch(pattern, "otlp_grpc/gateway");
        Assert.Contains(Panels, expression => expression.Contains("$tenant", StringComparison.Ordinal));
    }

    [Fact]
    public void Dashboard_IsWhatTheConfigMapCarries()
    {
        var map = Assert.Single(CollectorChart.Objects("two-tenants"), o => o.Text("data", "tenants.json") is not null);
        Assert.Equal(Read("dashboard.json").Trim(), map.Text("data", "tenants.json")!.Trim());
        Assert.Equal("1", map.Text("metadata", "labels", "grafana_dashboard"));
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(Repository.Root, CollectorChart.Folder, "files", file));

    // otelcol_a_(b|c)(_total)? stands for two names.
    private static IEnumerable<string> Names(string expression) =>
        Metric().Matches(expression).SelectMany(m => m.Groups[2].Value is [not '_', ..]
            ? m.Groups[2].Value.Split('|').Select(end => m.Groups[1].Value + end)
            : [m.Groups[1].Value]);

    [GeneratedRegex(@"\b(otelcol_[a-z_]+)(?:\(([a-z_|]+)\))?")]
    private static partial Regex Metric();
}
