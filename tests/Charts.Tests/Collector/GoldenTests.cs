using DemoApp.TestSupport;
using YamlDotNet.RepresentationModel;

namespace DemoApp.Charts.Tests.Collector;

public sealed class GoldenTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var example in CollectorChart.Examples)
            {
                cases.Add(example, Helm.Four);
                cases.Add(example, Helm.Three);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Example_UnderBothVersionsOfHelm_RendersToWhatTheRepositoryHas(string example, string helm)
    {
        var list = example is "two-tenants" or "tls" ? new[] { "-f", CollectorChart.List } : [];
        var (exitCode, output) = await CollectorChart.RenderAsync(helm, [.. list, "-f", $"{CollectorChart.Folder}/examples/{example}/values.yaml"]);
        Assert.True(exitCode == 0, output);
        Assert.True(CollectorChart.Golden(example).TrimEnd() == output.TrimEnd(), $"{example}: run `make golden-collector` and look at the diff.\n{FirstDifference(CollectorChart.Golden(example), output)}");
    }

    [Theory]
    [InlineData("agent")]
    [InlineData("gateway")]
    public void CommunityChart_Values_HaveTheConfigurationOfOurs(string tier)
    {
        var (agent, gateway) = CollectorChart.Configurations(CollectorChart.Objects("two-tenants"));
        AssertOurs((tier == "agent" ? agent : gateway).Root, Read(tier).At("config")!, "config");
    }

    [Fact]
    public void CommunityChart_DefaultsThatAreMergedWithOurs_AreTakenOut()
    {
        // Its chart 0.170.0 has a batch processor, and an HTTP listener without our limits on the tier that believes tenant.id.
        Assert.Equal("null", Read("agent").Text("config", "processors", "batch"));
        Assert.Equal("null", Read("gateway").Text("config", "receivers", "otlp", "protocols", "http"));
        foreach (var receivers in new[] { Read("agent"), Read("gateway") }.Select(values => values.At("config", "receivers")))
        {
            Assert.Equal(("null", "null", "null"), (receivers.Text("jaeger"), receivers.Text("prometheus"), receivers.Text("zipkin")));
        }
    }

    [Fact]
    public void CommunityChart_PodsOfBothTiers_HaveTheMemoryThatTheQueuesAreMadeFor()
    {
        var workloads = CollectorChart.Objects("two-tenants").Where(o => o.Text("kind") is "DaemonSet" or "Deployment")
            .ToLookup(o => o.Text("metadata", "labels", "app.kubernetes.io/component")!);
        foreach (var tier in new[] { "agent", "gateway" })
        {
            var ours = workloads[tier].Single().At("spec", "template", "spec").Items("containers").Single();
            Assert.Equal(ours.Text("resources", "limits", "memory"), Read(tier).Text("resources", "limits", "memory"));
        }
    }

    private static YamlMappingNode Read(string tier) =>
        Assert.Single(Yaml.Documents(
            File.ReadAllText(Path.Combine(Repository.Root, "docs/community-collector-chart", $"{tier}.values.yaml"))));

    // Beyond ours there is only what takes the chart's defaults out.
    private static void AssertOurs(YamlNode ours, YamlNode theirs, string path)
    {
        if (ours is not YamlMappingNode || theirs is not YamlMappingNode)
        {
            Assert.True(ours.Equals(theirs), $"{path} differs: run `make golden-collector`.");
            return;
        }

        foreach (var key in ours.Keys())
        {
            Assert.True(theirs.At(key) is not null, $"{path}.{key} is missing: run `make golden-collector`.");
            AssertOurs(ours.At(key)!, theirs.At(key)!, $"{path}.{key}");
        }

        Assert.All(theirs.Keys().Except(ours.Keys()), key => Assert.Equal("null", theirs.Text(key)));
    }

    private static string FirstDifference(string golden, string rendered) =>
        golden.Split('\n').Zip(rendered.Split('\n')).Where(lines => lines.First != lines.Second)
            .Select(lines => $"- {lines.First}\n+ {lines.Second}").FirstOrDefault() ?? "one is longer than the other";
}
