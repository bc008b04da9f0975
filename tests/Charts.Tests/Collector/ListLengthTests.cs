using System.Text;

namespace DemoApp.Charts.Tests.Collector;

/// <summary>A list whose configuration Kubernetes would not store is refused as a whole, before anything is applied.</summary>
public sealed class ListLengthTests
{
    private const int Limit = 1_048_576;

    [Fact]
    public async Task List_ThatIsTooLong_IsRefusedWithTheSize()
    {
        // Recorded with 1,040 tenants: the agents' ConfigMap was taken, the gateways' was not, and 40 tenants had a name and no route.
        foreach (var helm in new[] { Helm.Four, Helm.Three })
        {
            var (exitCode, output) = await CollectorChart.RenderTextAsync(helm, Lists.Of(1_100));
            Assert.NotEqual(0, exitCode);
            Assert.Matches(
                "tenants: 1100 entries are too many: the ConfigMap otel-gateway would have [0-9]{7} bytes, and Kubernetes takes 1048576",
                output);
            Assert.DoesNotContain("kind: ConfigMap", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task List_ThatIsTakenAtTheLimit_IsOneThatKubernetesStores()
    {
        // The number of tenants that is just taken and the one that is not any more, and what both would store.
        var (taken, refused) = (900, 1_100);
        while (refused - taken > 1)
        {
            var middle = (taken + refused) / 2;
            (taken, refused) = (await RenderAsync(middle)).ExitCode == 0 ? (middle, refused) : (taken, middle);
        }

        var maps = Yaml.Documents((await RenderAsync(taken)).Output).Where(o => o.Text("kind") == "ConfigMap").ToList();
        Assert.All(maps, map => Assert.InRange(map.Map("data").Values.Sum(Encoding.UTF8.GetByteCount), 0, Limit));
        var largest = maps.Max(map => map.Map("data").Values.Sum(Encoding.UTF8.GetByteCount));
        Assert.True(largest > Limit - 2_000, $"{taken} tenants have {largest} bytes and one more is refused.");
    }

    // With memory enough for the queues.
    private static Task<(int ExitCode, string Output)> RenderAsync(int count) =>
        CollectorChart.RenderTextAsync(Helm.Four, "gateway: {resources: {limits: {memory: 8Gi}}}\n" + Lists.Of(count));
}
