using System.Globalization;
using System.Text.RegularExpressions;
using DemoApp.TestSupport;
using YamlDotNet.RepresentationModel;

namespace DemoApp.Charts.Tests.Collector;

/// <summary>Queues and batches are in bytes, fit into the memory of their process, and a batch fits into the next hop's limit.</summary>
public sealed partial class QueueTests
{
    private const long ServerDefault = 4 * 1024 * 1024;

    public static TheoryData<string> Examples => [.. CollectorChart.Examples];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Queues_OfExamples_FitIntoMemoryAndHoldBatches(string example) => AssertQueues(CollectorChart.Objects(example));

    [Fact]
    public void Queues_OfTheRepositorysList_AreThoseThatWereRun()
    {
        // Recorded with contrib 0.149: with a dead backend beside it, tenant2 lost 0 of 26,010; with spans of 18 MB, 0 of 7,230.
        var (agent, gateway) = CollectorChart.Configurations(CollectorChart.Objects("two-tenants"));
        var queue = agent.Root.At("exporters", "otlp_grpc/gateway", "sending_queue");
        Assert.Equal("67108864", queue.Text("queue_size"));
        Assert.All(Queues(gateway).Append(queue!), q => Assert.Equal(("1s", "1000000", "4000000"), Batch(q)));
        Assert.All(Queues(gateway), q => Assert.Equal("4", q.Text("num_consumers")));

        static (string?, string?, string?) Batch(YamlNode queue) =>
            (queue.Text("batch", "flush_timeout"), queue.Text("batch", "min_size"), queue.Text("batch", "max_size"));
    }

    [Theory]
    [InlineData(1, 41943040, 4000000)]
    [InlineData(2, 35791394, 4000000)]
    [InlineData(9, 7953643, 3976821)]
    [InlineData(10, 7158278, 3579139)]
    [InlineData(100, 715827, 357913)]
    [InlineData(273, 262208, 131104)]
    public async Task Queues_OfAnyNumberOfTenants_ShareTheMemory(int count, long queue, long batch)
    {
        var objects = await RenderAsync(Lists.Of(count));
        AssertQueues(objects);
        var gateway = CollectorChart.Configurations(objects).Gateway;
        Assert.Equal(count, Queues(gateway).Count);
        Assert.All(
            Queues(gateway), q => Assert.Equal((queue, batch), (Number(q, "queue_size"), Number(q, "batch", "max_size"))));
    }

    [Fact]
    public async Task Queue_ThatIsGiven_IsTakenAndTheOthersShareTheRest()
    {
        var objects = await RenderAsync("""
            tenants:
              - {name: a, namespace: a-ns, exporter: {endpoint: "a:4317", queueBytes: 40000000}}
              - {name: b, namespace: b-ns, exporter: {endpoint: "b:4318", protocol: http/protobuf}}
            unknown: {exporter: {endpoint: "u:4317"}}
            agent: {queueBytes: 60000000}
            """);
        AssertQueues(objects);
        var (agent, gateway) = CollectorChart.Configurations(objects);
        Assert.Equal(60000000, Number(agent.Root, "exporters", "otlp_grpc/gateway", "sending_queue", "queue_size"));
        Assert.Equal(40000000, Number(gateway.Root, "exporters", "otlp_grpc/a", "sending_queue", "queue_size"));
        Assert.Equal(15791394, Number(gateway.Root, "exporters", "otlp_http/b", "sending_queue", "queue_size"));
        Assert.Equal(15791394, Number(gateway.Root, "exporters", "otlp_grpc/unknown", "sending_queue", "queue_size"));
    }

    [Theory]
    [InlineData("512Mi")]
    [InlineData("1Gi")]
    [InlineData("1.5Gi")]
    [InlineData(".5Gi")]
    [InlineData("1G")]
    [InlineData("500M")]
    [InlineData("600000k")]
    [InlineData("1048576Ki")]
    [InlineData("2147483648")]
    [InlineData("\"2147483648\"")]
    [InlineData("1e9")]
    [InlineData("2E9")]
    [InlineData("0.002Ti")]
    public async Task Queues_FollowTheMemory_InEveryNotationOfKubernetes(string memory) =>
        AssertQueues(await RenderAsync(
            $"agent: &tier {{resources: {{limits: {{memory: {memory}}}}}}}\ngateway: *tier\n{Lists.TwoTenants}"));

    [Theory]
    [InlineData("512m")]
    [InlineData("512MB")]
    [InlineData("512mi")]
    [InlineData("512 Mi")]
    [InlineData("-1Gi")]
    [InlineData("1K")]
    [InlineData("1e3Mi")]
    [InlineData("much")]
    [InlineData("\"\"")]
    public async Task Memory_ThatIsNoQuantity_IsRefusedByItsKey(string memory)
    {
        foreach (var tier in new[] { "agent", "gateway" })
        {
            await RefusesAsync(
                $"{tier}: {{resources: {{limits: {{memory: {memory}}}}}}}",
                $"{tier}.resources.limits.memory is \"{memory.Trim('"')}\", which is not a quantity of memory");
        }
    }

    [Theory]
    [InlineData("gateway", "tenants: [{name: a, namespace: b,exporter: {endpoint: x:1,queueBytes: 8e7}}]", 240000000, 214748364, "1145Mi")]
    [InlineData("gateway", "unknown: {exporter: {endpoint: x:1, queueBytes: 80000000}}", 240000000, 214748364, "1145Mi")]
    [InlineData("gateway", "{unknown: {exporter: {endpoint: x:1}}, gateway: {resources: {limits: {memory: 3M}}}}", 786432, 600000, "4Mi")]
    [InlineData("agent", "agent: {queueBytes: 67108864, resources: {limits: {memory: 512Mi}}}", 201326592, 107374182, "961Mi")]
    [InlineData("agent", "agent: {resources: {limits: {memory: 512}}}", 786432, 102, "4Mi")]
    public async Task Queues_BeyondTheMemory_AreRefusedWithBothFigures(string tier, string values, long sum, long allowed, string enough) =>
        await RefusesAsync(
            values,
            $"The queues of the {tier} (3 signals",
            $"add up to {sum} bytes",
            $"{tier}.resources.limits.memory",
            $"is {allowed} bytes",
            $"Raise that limit to {enough}");

    [Fact]
    public async Task Queues_OfTooManyTenantsForTheMemory_AreRefusedWithTheMemoryThatIsEnough()
    {
        await RefusesAsync(
            Lists.Of(274), "3 signals of 274 exporters", "add up to 215482368 bytes", "214748364 bytes", "Raise that limit to 1028Mi");
        AssertQueues(await RenderAsync("gateway: {resources: {limits: {memory: 1028Mi}}}\n" + Lists.Of(274)));
    }

    [Theory]
    [InlineData("tenants: [{name: a, namespace: b, exporter: {endpoint: x:1, queueBytes: 7999999}}]", "a has exporter.queueBytes 7999999;")]
    [InlineData("unknown: {exporter: {endpoint: x:1, queueBytes: 1000}}", "unknown has exporter.queueBytes 1000;")]
    [InlineData("agent: {queueBytes: 1}", "agent.queueBytes is 1;")]
    public async Task Queue_ThatDoesNotHoldTwoBatches_IsRefused(string values, string message) =>
        await RefusesAsync(values, message, "8000000 at least");

    [Fact]
    public async Task Page_Budgets_AreWhatTheChartRenders()
    {
        var page = Path.Combine(Repository.Root, "docs/collector.md");
        var rows = BudgetRow().Matches(await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken));
        Assert.Equal(4, rows.Count);
        foreach (Match row in rows)
        {
            var list = Lists.Of(int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture));
            var (_, gateway) = await CollectorChart.ConfigurationsAsync(list);
            var queue = Queues(gateway)[0];
            Assert.Equal((row.Groups[2].Value, row.Groups[3].Value), (Grouped(queue, "queue_size"), Grouped(queue, "batch", "max_size")));
        }

        static string Grouped(YamlNode queue, params string[] path) => Number(queue, path).ToString("N0", CultureInfo.InvariantCulture);
    }

    private static void AssertQueues(IReadOnlyList<YamlMappingNode> objects)
    {
        var (agent, gateway) = CollectorChart.Configurations(objects);
        var received = Number(gateway.Root, "receivers", "otlp", "protocols", "grpc", "max_recv_msg_size_mib") * 1024 * 1024;
        foreach (var (tier, configuration) in new[] { ("agent", agent), ("gateway", gateway) })
        {
            var queues = Queues(configuration);
            Assert.All(queues, queue =>
            {
                Assert.Equal("bytes", queue.Text("sizer"));
                // Said for both: https://github.com/open-telemetry/opentelemetry-collector/issues/14687.
                Assert.Equal("bytes", queue.Text("batch", "sizer"));
                var size = Number(queue, "queue_size");
                var (min, max) = (Number(queue, "batch", "min_size"), Number(queue, "batch", "max_size"));
                Assert.True(min <= max && 2 * max <= size && max < ServerDefault, $"{tier}: queue {size}, batch {min} to {max}");
                Assert.InRange(max, 0, received);
            });

            // An exporter has a queue for each signal whose pipelines use it.
            var container = objects.Where(o => o.Text("kind") is "DaemonSet" or "Deployment")
                .Single(o => o.Text("metadata", "labels", "app.kubernetes.io/component") == tier)
                .At("spec", "template", "spec").Items("containers").Single();
            var memory = Bytes(container.Text("resources", "limits", "memory")!);
            Assert.InRange(3 * queues.Sum(queue => Number(queue, "queue_size")), 0, memory / 5);
            Assert.Equal(
                $"{(long)(memory / 5) * 4 / 1048576}MiB",
                container.Items("env").Single(e => e.Text("name") == "GOMEMLIMIT").Text("value"));
        }

        // The agents' largest batch fits into the smallest queue behind them.
        var largest = Number(Queues(agent).Single(), "batch", "max_size");
        Assert.All(Queues(gateway), queue => Assert.True(largest <= Number(queue, "queue_size") / 2));
    }

    // Those of exporters that send anywhere; debug has none.
    private static List<YamlNode> Queues(CollectorConfiguration configuration) =>
        [.. configuration.Root.Keys("exporters").Where(name => !name.StartsWith("debug", StringComparison.Ordinal))
            .Select(name => configuration.Root.At("exporters", name, "sending_queue")!)];

    private static long Number(YamlNode? node, params string[] path) => long.Parse(node.Text(path)!, CultureInfo.InvariantCulture);

    // As Kubernetes reads it; written apart from the chart's own reading.
    private static decimal Bytes(string quantity)
    {
        var number = quantity.TrimEnd('i', 'k', 'K', 'M', 'G', 'T');
        return decimal.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture) * quantity[number.Length..] switch
        {
            "" => 1, "k" => 1_000, "M" => 1_000_000, "G" => 1_000_000_000,
            "Ki" => 1L << 10, "Mi" => 1L << 20, "Gi" => 1L << 30, "Ti" => 1L << 40,
            var unit => throw new NotSupportedException(unit),
        };
    }

    private static async Task<IReadOnlyList<YamlMappingNode>> RenderAsync(string values)
    {
        var (exitCode, output) = await CollectorChart.RenderTextAsync(Helm.Four, values);
        Assert.True(exitCode == 0, output);
        return Yaml.Documents(output);
    }

    private static async Task RefusesAsync(string values, params string[] messages)
    {
        foreach (var helm in new[] { Helm.Four, Helm.Three })
        {
            var (exitCode, output) = await CollectorChart.RenderTextAsync(helm, values);
            Assert.NotEqual(0, exitCode);
            Assert.All(messages, message => Assert.Contains(message, output, StringComparison.Ordinal));
        }
    }

    [GeneratedRegex(@"(?m)^\| ([0-9]+) \| ([0-9,]+) \| ([0-9,]+) \|$")]
    private static partial Regex BudgetRow();
}
