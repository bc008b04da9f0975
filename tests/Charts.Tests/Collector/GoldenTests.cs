using DemoApp.TestSupport;

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
        var ours = tier == "agent" ? agent : gateway;
        var values = Assert.Single(Yaml.Documents(File.ReadAllText(Path.Combine(Repository.Root, "docs/community-collector-chart", $"{tier}.values.yaml"))));

        foreach (var section in ours.Root.Keys())
        {
            foreach (var name in ours.Root.Keys(section))
            {
                Assert.True(ours.Root.At(section, name)!.Equals(values.At("config", section, name)), $"config.{section}.{name} differs: run `make golden-collector`.");
            }

            // Beyond ours there is only what takes the chart's defaults out.
            Assert.All(values.Keys("config", section).Except(ours.Root.Keys(section)), name => Assert.Equal("null", values.Text("config", section, name)));
        }
    }

    private static string FirstDifference(string golden, string rendered) =>
        golden.Split('\n').Zip(rendered.Split('\n')).Where(lines => lines.First != lines.Second)
            .Select(lines => $"- {lines.First}\n+ {lines.Second}").FirstOrDefault() ?? "one is longer than the other";
}
