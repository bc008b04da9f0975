namespace DemoApp.Charts.Tests.Collector;

/// <summary>The chart as a dependency of another one, which sets keys that are Helm's own.</summary>
public sealed class DependencyTests
{
    [Theory]
    [InlineData("global.storageClass=fast")]
    [InlineData("global.tenantId=tenant1,global.useNodeLocalEndpoint=true")]
    [InlineData("global.imageRegistry=null")]
    [InlineData("global=null")]
    [InlineData("collector.enabled=true")]
    [InlineData("tags.observability=true")]
    [InlineData("collector.tags.observability=true")]
    public async Task Parent_WithKeysOfHelm_Renders(string set)
    {
        foreach (var helm in new[] { Helm.Four, Helm.Three })
        {
            var (exitCode, output) = await RenderAsync(helm, "collector", set);
            Assert.True(exitCode == 0, output);
            Assert.Contains("kind: DaemonSet", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Parent_ThatCallsItOtherwise_Renders()
    {
        foreach (var helm in new[] { Helm.Four, Helm.Three })
        {
            var (exitCode, output) = await RenderAsync(helm, "telemetry", "telemetry.enabled=true,telemetry.namePrefix=tel");
            Assert.True(exitCode == 0, output);
            Assert.Contains("name: tel-agent", output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("collector.enable=true", "enable")]
    [InlineData("collector.agent.queueByte=1", "queueByte")]
    public async Task Parent_WithATypo_IsRefusedByName(string set, string key)
    {
        foreach (var helm in new[] { Helm.Four, Helm.Three })
        {
            var (exitCode, output) = await RenderAsync(helm, "collector", set);
            Assert.NotEqual(0, exitCode);
            Assert.Matches($@"(?m)^\s*- .*\b{key}\b", output);
        }
    }

    private static async Task<(int ExitCode, string Output)> RenderAsync(string helm, string name, string set)
    {
        var parent = Directory.CreateTempSubdirectory("parent-chart-");
        try
        {
            var alias = name == "collector" ? "" : $", alias: {name}";
            await File.WriteAllTextAsync(Path.Combine(parent.FullName, "Chart.yaml"), $$"""
                apiVersion: v2
                name: parent
                version: 0.1.0
                dependencies: [{name: collector, version: ">=0.0.0-0"{{alias}}, condition: {{name}}.enabled, tags: [observability]}]
                """);
            var charts = Path.Combine(parent.FullName, "charts");
            var (exitCode, output) = await Helm.RunAsync(helm, ["package", CollectorChart.Folder, "--destination", charts]);
            Assert.True(exitCode == 0, output);
            return await Helm.RunAsync(helm, ["template", "p", parent.FullName, "--namespace", "observability", "--set", set]);
        }
        finally
        {
            parent.Delete(recursive: true);
        }
    }
}
