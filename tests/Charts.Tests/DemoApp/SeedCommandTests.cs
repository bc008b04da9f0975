using k8s.Models;

namespace DemoApp.Charts.Tests.DemoApp;

/// <summary>Helm's commands of the original's page, as written there, and what each of them installs.</summary>
public sealed class SeedCommandTests
{
    private const string Tenant1 = "demo-app-tenant1 ./helm/demo-app --namespace tenant1-demo --values ./helm/demo-app/values-tenant1.yaml";
    private const string Tenant2 = "demo-app-tenant2 ./helm/demo-app --namespace tenant2-demo --values ./helm/demo-app/values-tenant2.yaml";
    private const string Images =
        "--set sender.image.repository=sender --set sender.image.tag=v1.0.0 --set receiver.image.repository=receiver --set receiver.image.tag=v1.0.0";

    private const string FullImages = "--set sender.image.repository=myregistry.io/myorg/sender --set sender.image.tag=v1.0.0 "
        + "--set receiver.image.repository=myregistry.io/myorg/receiver --set receiver.image.tag=v1.0.0";

    private const string Job =
        "--set loadgen.enabled=true --set loadgen.mode=job --set loadgen.job.users=20 --set loadgen.job.spawnRate=5 --set loadgen.job.runTime=10m";

    private const string Collector = "--set global.otlpEndpoint=http://opentelemetry-collector.otel-collector.svc.cluster.local:4317";
    private const string CollectorAddress = "opentelemetry-collector.otel-collector.svc.cluster.local:4317";

    /// <summary>Each command's arguments, and what comes of it.</summary>
    private static readonly Dictionary<string, (string Arguments, Release Release)> Commands = new()
    {
        ["install tenant 1"] = ($"{Tenant1} {Collector}", new Release("tenant1").Collected().Loaded()),
        ["install tenant 1 from a registry"] = ($"{Tenant1} {Collector} --set global.imageRegistry=docker.io/myorg {Images}",
            new Release("tenant1").Collected().Loaded("docker.io/myorg/loadgen:v1.0.0") with
            {
                Sender = "docker.io/myorg/sender:v1.0.0",
                Receiver = "docker.io/myorg/receiver:v1.0.0",
            }),
        ["install tenant 1 with full image paths"] = ($"{Tenant1} {Collector} {FullImages}",
            new Release("tenant1").Collected().Loaded("demo-app/loadgen:v1.0.0") with
            {
                Sender = "myregistry.io/myorg/sender:v1.0.0",
                Receiver = "myregistry.io/myorg/receiver:v1.0.0",
            }),
        ["install tenant 2"] = ($"{Tenant2} {Collector}", new Release("tenant2").Collected().Loaded()),
        ["install tenant 2 from a registry"] = (
            $"{Tenant2} {Collector} --set global.imageRegistry=docker.io/myorg --set sender.image.repository=sender "
                + "--set receiver.image.repository=receiver",
            new Release("tenant2").Collected().Loaded("docker.io/myorg/loadgen:0.1.0") with
            {
                Sender = "docker.io/myorg/sender:0.1.0",
                Receiver = "docker.io/myorg/receiver:0.1.0",
            }),
        ["load generator as a deployment"] = (
            $"{Tenant1} --set loadgen.enabled=true --set loadgen.mode=deployment", new Release("tenant1").Loaded()),
        ["load generator as a job"] = ($"{Tenant1} {Job}", new Release("tenant1").Loaded() with { LoadKind = "Job", Load = "20 5 10m" }),
        // Without the values file every other value is the chart's default, the tenant too.
        ["load generator with parameters"] = (
            "demo-app-tenant1 ./helm/demo-app --namespace tenant1-demo --set loadgen.enabled=true --set loadgen.mode=deployment "
                + "--set loadgen.env.TARGET_HOST=http://sender-service:8000",
            new Release("default").Loaded() with { Target = "http://sender-service:8000" }),
        ["overrides on the command line"] = ($"demo-app-tenant1 ./helm/demo-app --set global.imageRegistry=docker.io/myorg {Images}",
            new Release("default") with { Sender = "docker.io/myorg/sender:v1.0.0", Receiver = "docker.io/myorg/receiver:v1.0.0" }),
        ["node-local endpoint"] = ("demo-app-tenant1 ./helm/demo-app --set global.useNodeLocalEndpoint=true", new Release("default")),
        ["specific endpoint"] = (
            "demo-app-tenant1 ./helm/demo-app --set global.useNodeLocalEndpoint=false "
                + "--set global.otlpEndpoint=http://custom-collector:4317",
            new Release("default") with { Apps = "http://custom-collector:4317", Sidecars = "custom-collector:4317" }),
        ["upgrade"] = (Tenant1, new Release("tenant1").Loaded()),
    };

    public static TheoryData<string> Names => [.. Commands.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Command_OfThePage_InstallsWhatItSays(string name)
    {
        var (arguments, release) = Commands[name];
        foreach (var helm in new[] { Helm.Four, Helm.Three })
        {
            var (exitCode, output) = await Helm.RunAsync(helm, ["template", .. arguments.Split(' ')]);

            Assert.True(exitCode == 0, output);
            var manifest = Manifest.Parse(output + "\n");
            Assert.Equal(release, Release.Of(manifest));
            var services = manifest.Of<V1Service>().ToList();
            Assert.Equal(release.Services(), services.Select(service => service.Metadata.Name).Order(StringComparer.Ordinal));
            // The page's `kubectl port-forward svc/sender 8000:8000`, `svc/loadgen 8089:8089` and `-l app=sender`.
            Assert.All(services,
                service => Assert.Equal(service.Metadata.Labels["app"] == "loadgen" ? 8089 : 8000, service.Spec.Ports[0].Port));
            Assert.All(manifest.Pods, pod => Assert.Equal(pod.Component, pod.Metadata.Labels["app"]));
        }
    }

    [Theory]
    [InlineData("""
        global: {imageRegistry: docker.io/myorg}
        sender: {image: {repository: sender, tag: v1.0.0}, env: {ERROR_RATE: "0.1"}}
        """, "docker.io/myorg/sender:v1.0.0")]
    [InlineData("sender: {image: {repository: docker.io/myorg/sender, tag: v1.0.0}}", "docker.io/myorg/sender:v1.0.0")]
    [InlineData("global: {imagePullSecrets: [my-registry-secret]}\nsender: {image: {pullSecrets: [sender-registry-secret]}}", "demo-app/sender:0.1.0")]
    [InlineData("global: {useNodeLocalEndpoint: true, otlpPort: \"4317\"}", "demo-app/sender:0.1.0")]
    [InlineData($"global: {{useNodeLocalEndpoint: false, otlpEndpoint: \"http://{CollectorAddress}\"}}",
        "demo-app/sender:0.1.0", $"http://{CollectorAddress}")]
    // A tenant's file as the original had it: lists of variables, names, resources.
    [InlineData("""
        global:
          tenantId: tenant1
          imagePullPolicy: IfNotPresent
          useNodeLocalEndpoint: true
          otlpPort: "4317"
          envs:
            - {name: K8S_POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
            - {name: K8S_POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
            - {name: OTEL_LOGS_EXPORTER, value: none}
        sender:
          name: sender-service-tenant1
          image: {repository: sender, pullPolicy: Always}
          env:
            - {name: OTEL_SERVICE_NAME, value: sender-service-tenant1}
            - {name: OTEL_SERVICE_INSTANCE_ID, value: $(K8S_POD_NAME)}
            - {name: ERROR_RATE, value: "0.0"}
          resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {cpu: 200m, memory: 128Mi}}
        """, "demo-app/sender:0.1.0")]
    public async Task Values_OfThePage_Render(string values, string image, string apps = "NODE_IP:4317")
    {
        var release = Release.Of(await Chart.RenderFileAsync(values));

        Assert.Equal((image, apps), (release.Sender, release.Apps));
    }

    /// <summary>What a command installs.</summary>
    private sealed record Release(string Tenant)
    {
        public string Apps { get; init; } = "NODE_IP:4317";
        public string Sidecars { get; init; } = "otel-agent.observability.svc.cluster.local:4317";
        public string Sender { get; init; } = "demo-app/sender:0.1.0";
        public string Receiver { get; init; } = "demo-app/receiver:0.1.0";
        public string? LoadKind { get; init; }
        public string? LoadImage { get; init; }
        public string? Target { get; init; }
        public string? Load { get; init; }

        /// <summary>With telemetry to the page's collector.</summary>
        public Release Collected() => this with { Apps = $"http://{CollectorAddress}", Sidecars = CollectorAddress };

        /// <summary>With the load generator.</summary>
        public Release Loaded(string image = "demo-app/loadgen:0.1.0") =>
            this with { LoadKind = "Deployment", LoadImage = image, Target = "http://sender:8000", Load = "10 2 5m" };

        public IEnumerable<string> Services()
        {
            // A Job without workers has no page, and so no Service.
            string[] components = LoadKind == "Deployment" ? ["loadgen", "receiver", "sender"] : ["receiver", "sender"];
            return components.SelectMany(component => new[] { component, $"{component}-service", $"{component}-service-{Tenant}" })
                .Where(name => Tenant != "default" || !name.EndsWith("-default", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal);
        }

        public static Release Of(Manifest manifest)
        {
            var (sender, receiver) = (manifest.Pod("sender"), manifest.Pod("receiver"));
            var load = manifest.Pods.SingleOrDefault(pod => pod.Component == "loadgen");
            Assert.All(manifest.Pods, pod => Assert.Equal(sender.Env("TENANT_ID"), pod.Env("TENANT_ID")));
            Assert.Equal(Endpoint(sender), Endpoint(receiver));
            return new Release(sender.Env("TENANT_ID")!)
            {
                Apps = Endpoint(sender),
                Sidecars = Assert.Single(manifest.Of<DaprConfiguration>()).Spec.Tracing!.Otel!.EndpointAddress!,
                Sender = sender.Container.Image,
                Receiver = receiver.Container.Image,
                LoadKind = load is null ? null : manifest.Of<V1Job>().Any() ? "Job" : "Deployment",
                LoadImage = load?.Container.Image,
                Target = load?.Env("TARGET_HOST"),
                Load = load is null ? null : $"{load.Env("USERS")} {load.Env("SPAWN_RATE")} {load.Env("RUN_TIME")}",
            };
        }

        private static string Endpoint(RenderedPod pod) =>
            pod.Env("OTLP_PORT") is { } port ? $"NODE_IP:{port}" : pod.Env("OTEL_EXPORTER_OTLP_ENDPOINT")!;
    }
}
