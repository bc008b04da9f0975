using System.Xml.Linq;
using DemoApp.TestSupport;
using k8s.Models;
using YamlDotNet.Serialization;

namespace DemoApp.Charts.Tests.DemoApp;

/// <summary>What values do.</summary>
public sealed class ValuesTests
{
    private static readonly string[] Tenants = ["tenant1", "tenant2"];
    private static readonly string[] Components = ["sender", "receiver", "loadgen"];

    // What the original's page and values file have for each of the three.
    private static readonly string[] ComponentKeys =
        ["enabled", "name", "image.repository", "image.tag", "image.pullPolicy", "image.pullSecrets", "replicaCount", "service.type", "service.port", "env", "resources"];

    [Theory]
    // The page's three options.
    [InlineData("docker.io/myorg/sender:v1.0.0", "global.imageRegistry=docker.io/myorg", "sender.image.repository=sender", "sender.image.tag=v1.0.0")]
    [InlineData("myregistry.io/myorg/sender:v1.0.0", "global.imageRegistry=docker.io/other", "sender.image.repository=myregistry.io/myorg/sender", "sender.image.tag=v1.0.0")]
    [InlineData("myregistry.io/sender:v2", "global.imageRegistry=myregistry.io", "sender.image.tag=v2")]
    // What makes a first segment a registry.
    [InlineData("localhost/sender:v2", "sender.image.repository=localhost/sender", "sender.image.tag=v2")]
    [InlineData("registry:5000/sender:v2", "sender.image.repository=registry:5000/sender", "sender.image.tag=v2")]
    [InlineData("ghcr.io/myorg/team/sender:v2", "global.imageRegistry=ghcr.io/", "sender.image.repository=myorg/team/sender", "sender.image.tag=v2")]
    [InlineData("myorg/sender:v2", "global.imageRegistry=", "sender.image.repository=myorg/sender", "sender.image.tag=v2")]
    public async Task Image_FromRegistryRepositoryAndTag_IsPutTogether(string expected, params string[] settings) =>
        Assert.Equal(expected, (await Chart.RenderSetAsync(settings)).Pod("sender").Container.Image);

    [Fact]
    public async Task Image_WithoutATag_HasTheVersionOfTheServices()
    {
        var version = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("Version").Single().Value;

        Assert.Equal($"demo-app/sender:{version}", (await Chart.RenderSetAsync()).Pod("sender").Container.Image);
    }

    [Fact]
    public async Task PullSecrets_OfReleaseAndImage_AreBothThere()
    {
        var manifest = await Chart.RenderSetAsync("global.imagePullSecrets={a,b}", "sender.image.pullSecrets={b,c}", "sender.image.pullPolicy=Always");

        Assert.Equal(["a", "b", "c"], manifest.Pod("sender").Spec.ImagePullSecrets.Select(secret => secret.Name));
        Assert.Equal(["a", "b"], manifest.Pod("receiver").Spec.ImagePullSecrets.Select(secret => secret.Name));
        Assert.Equal(("Always", "IfNotPresent"), (manifest.Pod("sender").Container.ImagePullPolicy, manifest.Pod("receiver").Container.ImagePullPolicy));
    }

    [Theory]
    [InlineData("sender: {env: {ERROR_RATE: 0.1, LATENCY_MS: 1000000, FAULTS_API: true, NAME: x}}")]
    [InlineData("sender: {env: {ERROR_RATE: \"0.1\", LATENCY_MS: \"1000000\", FAULTS_API: \"true\", NAME: {value: x}}}")]
    [InlineData("sender: {env: [{name: ERROR_RATE, value: 0.1}, {name: LATENCY_MS, value: 1000000}, {name: FAULTS_API, value: true}, {name: NAME, value: x}]}")]
    [InlineData("global: {envs: {ERROR_RATE: 0.5, LATENCY_MS: 1000000, FAULTS_API: true}}\nsender: {env: [{name: NAME, value: x}, {name: ERROR_RATE, value: 0.1}]}")]
    public async Task Env_AsMapOrListTextOrNumber_IsTheSame(string values)
    {
        var pod = (await Chart.RenderFileAsync(values)).Pod("sender");

        Assert.Equal(("0.1", "1000000", "true", "x"), (pod.Env("ERROR_RATE"), pod.Env("LATENCY_MS"), pod.Env("FAULTS_API"), pod.Env("NAME")));
    }

    [Theory]
    [InlineData("sender: {env: {FROM: {valueFrom: {secretKeyRef: {name: s, key: k}}}}}")]
    [InlineData("sender: {env: [{name: FROM, valueFrom: {secretKeyRef: {name: s, key: k}}}]}")]
    public async Task Env_WithASource_KeepsIt(string values)
    {
        var source = (await Chart.RenderFileAsync(values)).Pod("sender").Container.Env.Single(variable => variable.Name == "FROM").ValueFrom.SecretKeyRef;

        Assert.Equal(("s", "k"), (source.Name, source.Key));
    }

    [Fact]
    public async Task Env_OfTheValues_WinsOverTheChartsOwnAndNullTakesAway()
    {
        var pod = (await Chart.RenderFileAsync("sender: {env: {OTEL_SERVICE_NAME: mine, NODE_IP: null, AFTER: $(OTEL_SERVICE_NAME)}}")).Pod("sender");

        Assert.Equal("mine", pod.Env("OTEL_SERVICE_NAME"));
        Assert.DoesNotContain(pod.Container.Env, variable => variable.Name == "NODE_IP");
        Assert.Equal("AFTER", pod.Container.Env.Where(variable => variable.Value?.Contains("$(", StringComparison.Ordinal) == true).Select(variable => variable.Name).Last());
    }

    [Theory]
    [InlineData("sender-service", "global.tenantId=default")]
    [InlineData("sender-service-tenant7", "global.tenantId=tenant7")]
    [InlineData("sender-service", "global.tenantId=tenant7", "telemetry.tenantInServiceName=false")]
    public async Task ServiceName_OfATenant_EndsInIt(string expected, params string[] settings)
    {
        var pod = (await Chart.RenderSetAsync(settings)).Pod("sender");

        Assert.Equal(expected, pod.Env("OTEL_SERVICE_NAME"));
        Assert.Equal(settings[0].Split('=')[1], pod.Env("TENANT_ID"));
        Assert.Contains($"tenant.id={settings[0].Split('=')[1]},", pod.Metadata.Annotations["dapr.io/env"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Services_OfATenantFile_HaveThePagesNamesBesides()
    {
        var manifest = Manifest.Parse(await ChartCase.Named("tenant1").RenderAsync(Helm.Four));

        Assert.Equal(
            ["loadgen", "loadgen-service", "loadgen-service-tenant1", "receiver", "receiver-service", "receiver-service-tenant1", "sender", "sender-service", "sender-service-tenant1"],
            manifest.Of<V1Service>().Select(service => service.Metadata.Name).Order(StringComparer.Ordinal));
        Assert.Equal("sender-service-tenant1", manifest.Pod("sender").Owner);
        Assert.Equal("sender", manifest.Pod("sender").Metadata.Labels["app"]);
    }

    [Fact]
    public async Task Services_OfAnotherType_AreOneOfThemOnly()
    {
        var services = (await Chart.RenderSetAsync("sender.service.type=LoadBalancer", "sender.service.port=80")).Of<V1Service>().Where(service => service.Metadata.Labels["app"] == "sender").ToList();

        Assert.Equal([("sender", "LoadBalancer", 80), ("sender-service", "ClusterIP", 80)], services.Select(service => (service.Metadata.Name, service.Spec.Type, service.Spec.Ports.Single().Port)));
    }

    [Theory]
    // app: NODE_IP or endpoint; sidecar: address and security
    [InlineData("NODE_IP:4317", "otel-agent.observability.svc.cluster.local:4317", false)]
    [InlineData("NODE_IP:4318", "otel-agent.observability.svc.cluster.local:4318", false, "global.otlpPort=4318")]
    [InlineData("http://a.b.svc.c.d:4317", "a.b.svc.c.d:4317", false, "telemetry.nodeLocal=service", "telemetry.agent.service=a", "telemetry.agent.namespace=b", "clusterDomain=c.d")]
    [InlineData("http://x.y:4317", "x.y:4317", false, "telemetry.nodeLocal=none", "global.otlpEndpoint=http://x.y:4317")]
    [InlineData("https://x.example.com", "x.example.com:4317", true, "global.useNodeLocalEndpoint=false", "global.otlpEndpoint=https://x.example.com")]
    [InlineData("NODE_IP:4317", "otel-agent.observability.svc.cluster.local:4317", false, "global.otlpEndpoint=http://ignored:4317")]
    public async Task Telemetry_OfAppAndSidecar_FollowsOneChoice(string app, string sidecar, bool secure, params string[] settings)
    {
        var manifest = await Chart.RenderSetAsync(settings);
        var pod = manifest.Pod("receiver");
        var otel = Assert.Single(manifest.Of<DaprConfiguration>()).Spec.Tracing!.Otel!;

        var nodeIp = pod.Container.Env.SingleOrDefault(variable => variable.Name == "NODE_IP")?.ValueFrom.FieldRef.FieldPath == "status.hostIP";
        Assert.Equal(app, nodeIp ? $"NODE_IP:{pod.Env("OTLP_PORT")}" : pod.Env("OTEL_EXPORTER_OTLP_ENDPOINT"));
        Assert.True(nodeIp == (pod.Env("OTEL_EXPORTER_OTLP_ENDPOINT") is null));
        Assert.Equal((sidecar, secure), (otel.EndpointAddress, otel.IsSecure));
    }

    [Fact]
    public async Task Dapr_SwitchedOff_CallsTheServiceAndKeepsRecordsInTheProcess()
    {
        var manifest = await Chart.RenderSetAsync("dapr.enabled=false", "receiver.service.port=9000");

        Assert.Equal("http://receiver-service:9000", manifest.Pod("sender").Env("RECEIVER_SERVICE_URL"));
        Assert.Equal("none", manifest.Pod("receiver").Env("STATE_STORE"));
        Assert.DoesNotContain(manifest.Pods, pod => pod.HasSidecar);
    }

    [Fact]
    public async Task Dapr_SwitchedOn_CallsNoServiceUnlessTold() =>
        Assert.Null((await Chart.RenderSetAsync()).Pod("sender").Env("RECEIVER_SERVICE_URL"));

    [Theory]
    [InlineData("4", "3", "2m", "loadgen.job.users=4", "loadgen.job.spawnRate=3", "loadgen.job.runTime=2m")]
    [InlineData("10", "2", "5m")]
    [InlineData("7", "2", "5m", "loadgen.env.USERS=7")]
    [InlineData("4", "2", "5m", "loadgen.env.USERS=7", "loadgen.job.users=4")]
    public async Task Job_WithItsParameters_PassesThemOn(string users, string spawnRate, string runTime, params string[] settings)
    {
        var pod = (await Chart.RenderSetAsync(["loadgen.enabled=true", "loadgen.mode=job", .. settings])).Pod("loadgen");

        Assert.Equal((users, spawnRate, runTime, "true"), (pod.Env("USERS"), pod.Env("SPAWN_RATE"), pod.Env("RUN_TIME"), pod.Env("LOCUST_HEADLESS")));
        Assert.Equal("Never", pod.Spec.RestartPolicy);
    }

    [Fact]
    public async Task Job_OfEachRevision_HasANameOfItsOwn()
    {
        // A Job cannot be changed: a name used again would fail every upgrade that changes it.
        Assert.Equal("loadgen-1", Assert.Single((await Chart.RenderSetAsync("loadgen.enabled=true", "loadgen.mode=job")).Of<V1Job>()).Metadata.Name);
        Assert.Contains(".Release.Revision", await File.ReadAllTextAsync(Path.Combine(Repository.Root, Chart.Folder, "templates/loadgen.yaml"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain("helm.sh/hook", (await Chart.RenderSetAsync("loadgen.enabled=true", "loadgen.mode=job", "tests.enabled=false")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loadgen_AsDeployment_HasThePageAndIgnoresTheJobsParameters()
    {
        var manifest = await Chart.RenderSetAsync("loadgen.enabled=true", "loadgen.job.users=4", "loadgen.env.TARGET_HOST=http://sender-service:8000");
        var pod = manifest.Pod("loadgen");

        Assert.Equal(("10", "false", "http://sender-service:8000"), (pod.Env("USERS"), pod.Env("LOCUST_HEADLESS"), pod.Env("TARGET_HOST")));
        Assert.Equal(8089, Assert.Single(pod.Container.Ports).ContainerPort);
        Assert.Contains(manifest.Of<V1Service>(), service => service.Metadata.Name == "loadgen" && service.Spec.Ports.Single().Port == 8089);
    }

    [Theory]
    [InlineData("deployment")]
    [InlineData("job")]
    public async Task Loadgen_WithWorkers_IsOneMasterAndThem(string mode)
    {
        var manifest = await Chart.RenderSetAsync("loadgen.enabled=true", $"loadgen.mode={mode}", "loadgen.workers=3", "loadgen.replicaCount=2");
        var (master, worker) = (manifest.Pod("loadgen"), manifest.Pod("loadgen-worker"));

        Assert.Equal(("true", null), (master.Env("LOCUST_MODE_MASTER"), master.Env("LOCUST_MODE_WORKER")));
        Assert.Equal((null, "true", "loadgen"), (worker.Env("LOCUST_MODE_MASTER"), worker.Env("LOCUST_MODE_WORKER"), worker.Env("LOCUST_MASTER_NODE_HOST")));
        Assert.Equal(mode == "job" ? "3" : null, master.Env("LOCUST_EXPECT_WORKERS"));
        Assert.Equal(3, mode == "job" ? manifest.Of<V1Job>().Single(job => job.Metadata.Name == worker.Owner).Spec.Parallelism : Replicas(worker));
        Assert.Equal(mode == "job" ? null : 1, mode == "job" ? null : Replicas(master));

        int? Replicas(RenderedPod pod) => manifest.Of<V1Deployment>().Single(deployment => deployment.Metadata.Name == pod.Owner).Spec.Replicas;
    }

    [Fact]
    public async Task Sidecar_IsTold_WhatTheValuesSay()
    {
        var annotations = (await Chart.RenderSetAsync("dapr.logLevel=debug", "dapr.resources.limits.memory=1Gi", "dapr.metrics.port=9191")).Pod("receiver").Metadata.Annotations;

        Assert.Equal(("true", "receiver", "8000", "http", "/health"), (annotations["dapr.io/enabled"], annotations["dapr.io/app-id"], annotations["dapr.io/app-port"],
            annotations["dapr.io/app-protocol"], annotations["dapr.io/app-health-check-path"]));
        Assert.Equal(("debug", "1Gi", "9191"), (annotations["dapr.io/log-level"], annotations["dapr.io/sidecar-memory-limit"], annotations["dapr.io/metrics-port"]));
        // Dapr splits the annotation at commas before NAME=, where NAME has no dot.
        Assert.Single(annotations["dapr.io/env"].Split(','), part => !part.Split('=')[0].Contains('.', StringComparison.Ordinal) || part.StartsWith("OTEL_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sidecar_WithoutATokenForTheKubernetesApi_HasNoStoreThatWantsOne()
    {
        var pod = (await Chart.RenderSetAsync()).Pod("sender");

        Assert.Equal((false, "true"), (pod.Spec.AutomountServiceAccountToken, pod.Metadata.Annotations["dapr.io/disable-builtin-k8s-secret-store"]));
    }

    [Fact]
    public async Task Labels_OfTheValues_DoNotReplaceThoseThatSelect()
    {
        var manifest = await Chart.RenderSetAsync("sender.podLabels.app=other", "commonLabels.app=third", "commonLabels.team=a");

        Assert.Equal(("sender", "a"), (manifest.Pod("sender").Metadata.Labels["app"], manifest.Pod("sender").Metadata.Labels["team"]));
        Assert.All(manifest.Objects, item => Assert.Equal("a", item.Metadata.Labels["team"]));
    }

    [Theory]
    [InlineData("1.29.9", false)]
    [InlineData("1.30.0", true)]
    [InlineData("1.31.2-eks-7f9249a", true)]
    [InlineData("1.30.0-gke.1", true)]
    public async Task Kubernetes_FromVersion130On_IsAccepted(string version, bool accepted)
    {
        foreach (var helm in new[] { Helm.Four, Helm.Three })
        {
            Assert.Equal(accepted, (await Helm.RunAsync(helm, "template", "demo-app", Chart.Folder, "--kube-version", version)).ExitCode == 0);
        }
    }

    [Fact]
    public async Task TenantFiles_AreShort_AndDifferInTheTenantOnly()
    {
        var files = await Task.WhenAll(Tenants.Select(tenant => File.ReadAllTextAsync(Path.Combine(Repository.Root, Chart.Folder, $"values-{tenant}.yaml"))));

        Assert.True(files[0].Split('\n').Length < 20);
        Assert.Equal(files[1], files[0].Replace("tenant1", "tenant2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Defaults_OfTheOriginal_KeepTheirKeys()
    {
        var values = new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(
            await File.ReadAllTextAsync(Path.Combine(Repository.Root, Chart.Folder, "values.yaml"), TestContext.Current.CancellationToken));

        string[] keys =
        [
            "global.tenantId", "global.useNodeLocalEndpoint", "global.otlpPort", "global.otlpEndpoint", "global.imageRegistry", "global.imagePullSecrets",
            "global.imagePullPolicy", "global.envs", "nameOverride", "fullnameOverride", "loadgen.mode", "loadgen.job.users", "loadgen.job.spawnRate", "loadgen.job.runTime", "loadgen.command",
            .. Components.SelectMany(component => ComponentKeys.Select(key => $"{component}.{key}")),
        ];
        Assert.All(keys, key => Assert.True(
            key.Split('.').SkipLast(1).Aggregate((object)values, (node, part) => ((Dictionary<object, object>)node)[part]) is Dictionary<object, object> parent && parent.ContainsKey(key.Split('.')[^1]), key));
    }
}
