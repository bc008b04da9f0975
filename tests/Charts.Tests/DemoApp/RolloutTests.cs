using k8s;
using k8s.Models;
using YamlDotNet.Serialization;

namespace DemoApp.Charts.Tests.DemoApp;

/// <summary>A change restarts the pods that read it, and no others.</summary>
public sealed class RolloutTests
{
    private const string Checksum = "checksum/dapr";

    // Redis, so that its values count; a load generator with a worker, so that every kind of pod is there.
    private static readonly string[] Base =
    [
        "loadgen.enabled=true", "loadgen.workers=1",
        "dapr.stateStore.type=redis", "dapr.stateStore.redis.host=redis", "dapr.stateStore.redis.passwordSecret.name=redis",
    ];

    /// <summary>What reads a value.</summary>
    public enum Reader
    {
        /// <summary>A sidecar, in one of Dapr's objects.</summary>
        Sidecar,

        /// <summary>The pod itself: annotations and variables.</summary>
        Pod,

        /// <summary>No pod.</summary>
        None,
    }

    /// <summary>Every value of Dapr, changed, and values of others that are in Dapr's objects or in no pod.</summary>
    public static TheoryData<string, Reader> Changes => new()
    {
        { "dapr.enabled=false", Reader.Sidecar },
        { "dapr.controlPlaneNamespace=dapr", Reader.None },
        { "dapr.trustDomain=tenants", Reader.Sidecar },
        { "dapr.placementAndScheduler=true", Reader.Pod },
        { "dapr.apiTokenSecret=token", Reader.Pod },
        { "dapr.appTokenSecret=token", Reader.Pod },
        { "dapr.logLevel=debug", Reader.Pod },
        { "dapr.logAsJson=false", Reader.Pod },
        { "dapr.metrics.enabled=false", Reader.Sidecar },
        { "dapr.metrics.port=9191", Reader.Pod },
        { "dapr.appHealthCheck.enabled=false", Reader.Pod },
        { "dapr.appHealthCheck.intervalSeconds=2", Reader.Pod },
        { "dapr.appHealthCheck.timeoutMilliseconds=900", Reader.Pod },
        { "dapr.appHealthCheck.threshold=4", Reader.Pod },
        { "dapr.maxBodySize=8Mi", Reader.Pod },
        { "dapr.gracefulShutdownSeconds=6", Reader.Pod },
        { "dapr.blockShutdownSeconds=41", Reader.Pod },
        { "dapr.resources.requests.cpu=50m", Reader.Pod },
        { "dapr.resources.requests.memory=64Mi", Reader.Pod },
        { "dapr.resources.limits.cpu=1", Reader.Pod },
        { "dapr.resources.limits.memory=512Mi", Reader.Pod },
        { "dapr.samplingRate=0.5", Reader.Sidecar },
        { "dapr.env.OTEL_TRACES_SAMPLER=always_on", Reader.Pod },
        { "dapr.annotations.dapr\\.io/enable-api-logging=yes", Reader.Pod },
        { "dapr.stateStore.type=in-memory", Reader.Sidecar },
        { "dapr.stateStore.name=records", Reader.Sidecar },
        { "dapr.stateStore.keyPrefix=none", Reader.Sidecar },
        { "dapr.stateStore.redis.host=redis:6380", Reader.Sidecar },
        { "dapr.stateStore.redis.enableTLS=true", Reader.Sidecar },
        { "dapr.stateStore.redis.passwordSecret.name=other", Reader.Sidecar },
        { "dapr.stateStore.redis.passwordSecret.key=other", Reader.Sidecar },
        { "dapr.stateStore.redis.metadata.redisDB=1", Reader.Sidecar },
        { "dapr.resiliency.timeout=8s", Reader.Sidecar },
        { "dapr.resiliency.retry.duration=300ms", Reader.Sidecar },
        { "dapr.resiliency.retry.maxInterval=3s", Reader.Sidecar },
        { "dapr.resiliency.retry.maxRetries=5", Reader.Sidecar },
        { "dapr.resiliency.retry.httpStatusCodes=503-504", Reader.Sidecar },
        { "dapr.resiliency.retry.gRPCStatusCodes=4-5", Reader.Sidecar },
        { "dapr.resiliency.stateStore.timeout=1s", Reader.Sidecar },
        { "dapr.resiliency.stateStore.maxRetries=1", Reader.Sidecar },
        { "telemetry.agent.namespace=monitoring", Reader.Sidecar },
        { "telemetry.agent.service=agent", Reader.Sidecar },
        { "clusterDomain=cluster.example", Reader.Sidecar },
        { "telemetry.agent.podLabels.app=agent", Reader.None },
        { "sender.replicaCount=2", Reader.None },
        { "sender.service.annotations.a=b", Reader.None },
        { "receiver.podDisruptionBudget.enabled=false", Reader.None },
        { "receiver.autoscaling.enabled=true", Reader.None },
        { "networkPolicy.enabled=false", Reader.None },
        { "serviceAccount.annotations.a=b", Reader.None },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Change_OfAValue_RestartsThePodsThatReadIt(string change, Reader reader)
    {
        var before = await Chart.RenderSetAsync(Base);
        var after = await Chart.RenderSetAsync([.. Base, change]);

        Assert.Equal(reader == Reader.Sidecar, DaprObjects(before) != DaprObjects(after));
        Assert.All(["sender", "receiver"], component =>
        {
            Assert.Equal(reader == Reader.Sidecar, ChecksumOf(before.Pod(component)) != ChecksumOf(after.Pod(component)));
            Assert.Equal(reader != Reader.None, Template(before.Pod(component)) != Template(after.Pod(component)));
        });
        string[] withoutSidecar = ["loadgen", "loadgen-worker", "test"];
        Assert.All(withoutSidecar, component => Assert.Equal(Template(before.Pod(component)), Template(after.Pod(component))));
    }

    [Fact]
    public async Task Changes_HaveEveryValueOfDapr()
    {
        var values = new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(await Chart.ReadFileAsync("values.yaml"));

        var changed = Changes.Select(row => row.Data.Item1).ToList();
        Assert.All(
            Leaves("dapr", values["dapr"]), key => Assert.Contains(changed, change => change.StartsWith(key, StringComparison.Ordinal)));

        static IEnumerable<string> Leaves(string key, object value) => value is Dictionary<object, object> { Count: > 0 } map
            ? map.SelectMany(member => Leaves($"{key}.{member.Key}", member.Value))
            : [key];
    }

    [Fact]
    public async Task Change_OfTheChartsVersion_RestartsNoPod()
    {
        using var copy = new ChartCopy("demo-app");
        var file = Path.Combine(copy.Folder, "Chart.yaml");
        var chart = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        chart = chart.Replace("\nversion: 0.", "\nversion: 99.", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, chart, TestContext.Current.CancellationToken);
        string[] command =
        [
            "template", "demo-app", copy.Folder, "--namespace", "demo", "--kube-version", "1.30.0",
            .. Base.SelectMany(setting => new[] { "--set", setting }),
        ];

        var before = await Chart.RenderSetAsync(Base);
        var after = Manifest.Parse((await Helm.RunAsync(Helm.Four, command)).Output + "\n");

        Assert.Contains("helm.sh/chart: demo-app-99.", after.Text, StringComparison.Ordinal);
        Assert.Equal(Workloads(before), Workloads(after));

        // The pod of `helm test` is made anew each time.
        static IEnumerable<string> Workloads(Manifest manifest) => manifest.Pods.Where(pod => pod.Component != "test").Select(Template);
    }

    [Fact]
    public async Task HotReload_OfSidecars_IsOff()
    {
        // It would have every sidecar of the namespace restart at the same moment.
        var feature = Assert.Single(Assert.Single((await Chart.RenderSetAsync()).Of<DaprConfiguration>()).Spec.Features);

        Assert.Equal(("HotReload", false), (feature.Name, feature.Enabled));
    }

    [Theory]
    [MemberData(nameof(ChartCase.Names), MemberType = typeof(ChartCase))]
    public async Task Checksum_OfEveryCase_IsOnThePodsWithASidecarAlone(string name)
    {
        var manifest = await ChartCase.Named(name).ReadAsync();

        Assert.All(manifest.Pods, pod => Assert.Equal(pod.HasSidecar, ChecksumOf(pod) is { Length: 64 }));
        Assert.True(manifest.Pods.Select(ChecksumOf).OfType<string>().Distinct().Count() <= 1);
    }

    private static string? ChecksumOf(RenderedPod pod) =>
        pod.Metadata.Annotations?.TryGetValue(Checksum, out var checksum) == true ? checksum : null;

    private static string Template(RenderedPod pod) =>
        KubernetesYaml.Serialize(new V1PodTemplateSpec { Metadata = pod.Metadata, Spec = pod.Spec });

    // All that a sidecar reads of them: everything but labels and annotations.
    private static string DaprObjects(Manifest manifest) => string.Join("---\n", manifest.Objects
        .Where(item => item.ApiVersion == "dapr.io/v1alpha1")
        .Select(item => (item.Kind, item.Metadata.Name, Specification: item switch
        {
            DaprConfiguration configuration => KubernetesYaml.Serialize(configuration.Spec),
            DaprComponent component => KubernetesYaml.Serialize((component.Spec, component.Scopes)),
            DaprResiliency resiliency => KubernetesYaml.Serialize((resiliency.Spec, resiliency.Scopes)),
            _ => throw new NotSupportedException(item.Kind),
        })));
}
