using System.Text.RegularExpressions;
using k8s.Models;

namespace DemoApp.Charts.Tests.DemoApp;

/// <summary>What an installation tells its user; only Helm 4 shows that without a cluster.</summary>
public sealed partial class NotesTests
{
    [Theory]
    [MemberData(nameof(ChartCase.Names), MemberType = typeof(ChartCase))]
    public async Task Notes_OfEveryCase_NameObjectsThatAreThere(string name)
    {
        var chart = ChartCase.Named(name);
        var notes = await NotesAsync(chart);
        var manifest = await chart.ReadAsync();

        var tenant = manifest.Pod("sender").Env("TENANT_ID");
        Assert.Contains($"Tenant {tenant}, release {chart.Release} in namespace {chart.Namespace}", notes, StringComparison.Ordinal);
        var commands = notes.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)).ToList();
        Assert.True(commands.Count >= 6);
        Assert.All(Commands("kubectl"), line => Assert.Contains($"-n {chart.Namespace} ", line, StringComparison.Ordinal));
        Assert.All(Commands("helm upgrade"), line => Assert.Contains("--reset-then-reuse-values", line, StringComparison.Ordinal));
        foreach (Match match in Object().Matches(notes))
        {
            Assert.Contains(manifest.Objects, item => item.Metadata.Name == match.Groups[2].Value && match.Groups[1].Value switch
            {
                "svc" => item is V1Service,
                "deployment" => item is V1Deployment,
                _ => item is V1Job,
            });
        }

        Assert.All(Forward().Matches(notes), match => Assert.Contains(int.Parse(match.Groups[2].Value, null),
            manifest.Of<V1Service>().Single(service => service.Metadata.Name == match.Groups[1].Value).Spec.Ports.Select(port => port.Port)));
        Assert.All(Label().Matches(notes), match => Assert.Contains(manifest.Pods, pod => pod.Metadata.Labels["app"] == match.Groups[1].Value));

        IEnumerable<string> Commands(string program) => commands.Where(line => line.Contains(program, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("from the apps to port 4317 of their node, from the sidecars to otel-agent.observability.svc.cluster.local:4317.")]
    [InlineData("from the apps to port 4318 of their node, from the sidecars to otel-agent.observability.svc.cluster.local:4318.",
        "telemetry.protocol=http/protobuf")]
    [InlineData("from the apps to otel-agent.observability.svc.cluster.local:4317, from the sidecars", "telemetry.nodeLocal=service")]
    [InlineData("from the apps to port 4317 of their node. Without", "dapr.enabled=false")]
    [InlineData("Telemetry goes to https://otlp.example.com:443.", "global.otlpEndpoint=HTTPS://otlp.example.com/")]
    [InlineData("global.otlpEndpoint is not used, because global.useNodeLocalEndpoint is true.",
        "global.otlpEndpoint=http://collector:4317", "global.useNodeLocalEndpoint=true")]
    [InlineData("Telemetry goes to http://collector:80.\nglobal.otlpPort is not used:",
        "global.otlpEndpoint=http://collector", "global.otlpPort=4318")]
    [InlineData("Telemetry goes to http://collector:80.\ntelemetry.nodeLocal is not used:",
        "global.otlpEndpoint=http://collector", "telemetry.nodeLocal=service")]
    public async Task Notes_OfTelemetry_SayWhereItGoes(string expected, params string[] settings)
    {
        var notes = await NotesAsync(ChartCase.Named("tenant1"), [.. settings.SelectMany(setting => new[] { "--set", setting })]);

        Assert.Contains(expected, notes, StringComparison.Ordinal);
        Assert.Equal(expected.Contains("is not used", StringComparison.Ordinal), notes.Contains("is not used", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Notes_WithoutAReceiver_DoNotNameIt()
    {
        var notes = await NotesAsync(ChartCase.Named("default"), "--set", "receiver.enabled=false");

        Assert.DoesNotContain("deployment/receiver", notes, StringComparison.Ordinal);
        Assert.DoesNotContain("helm test", notes, StringComparison.Ordinal);
    }

    private static async Task<string> NotesAsync(ChartCase chart, params string[] more)
    {
        var (exitCode, output) = await Helm.RunAsync(Helm.Four,
            ["install", chart.Release, Chart.Folder, "-n", chart.Namespace, "--dry-run=client", .. chart.Arguments, .. more]);
        Assert.True(exitCode == 0, output);
        return output[output.IndexOf("NOTES:", StringComparison.Ordinal)..];
    }

    [GeneratedRegex(@"\b(svc|deployment|job)/([a-z0-9-]+)")]
    private static partial Regex Object();

    [GeneratedRegex(@"svc/([a-z0-9-]+) \d+:(\d+)")]
    private static partial Regex Forward();

    [GeneratedRegex(@"-l app=([a-z-]+)")]
    private static partial Regex Label();
}
