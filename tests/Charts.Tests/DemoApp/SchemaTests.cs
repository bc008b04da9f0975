namespace DemoApp.Charts.Tests.DemoApp;

/// <summary>Wrong values are refused before anything is installed, with a message that names the key.</summary>
public sealed class SchemaTests
{
    private const string DigestOfNothing = "sha256:12";

    /// <summary>A key, with dots, and a values file that is wrong there.</summary>
    public static TheoryData<string, string> WrongValues => new()
    {
        { "tenant", "tenant: tenant1" },
        // global is open, because all charts of a parent share it, but for another spelling of a key of this chart.
        { "global.tenantID", "global: {tenantID: tenant1}" },
        { "global.otlp_endpoint", "global: {otlp_endpoint: \"http://collector:4317\"}" },
        { "global", "global: null" },
        { "enabled", "enabled: \"yes\"" },
        { "enabled", "enabled: false" },
        { "tags", "tags: [front]" },
        { "global.tenantId", "global: {tenantId: Tenant_1}" },
        { "global.tenantId", "global: {tenantId: 1}" },
        { "global.tenantId", "global: {tenantId: unknown}" },
        { "global.useNodeLocalEndpoint", "global: {useNodeLocalEndpoint: \"yes\"}" },
        { "global.otlpPort", "global: {otlpPort: 70000}" },
        { "global.otlpPort", "global: {otlpPort: \"70000\"}" },
        { "global.otlpPort", "global: {otlpPort: \"0\"}" },
        { "global.otlpPort", "global: {otlpPort: grpc}" },
        { "global.otlpEndpoint", "global: {otlpEndpoint: collector:4317}" },
        { "global.imagePullPolicy", "global: {imagePullPolicy: always}" },
        { "global.imagePullSecrets", "global: {imagePullSecrets: registry}" },
        { "global.imagePullSecrets", "global: {imagePullSecrets: [{name: registry}]}" },
        { "global.imageRegistry", "global: {imageRegistry: \"https://registry.example.com\"}" },
        { "global.envs", "global: {envs: OTEL_LOGS_EXPORTER=none}" },
        { "telemetry.nodeLocal", "telemetry: {nodeLocal: hostip}" },
        { "telemetry.nodeLocal", "telemetry: {nodeLocal: off}" },
        { "global.useNodeLocalEndpoint.true", "global: {useNodeLocalEndpoint: true, otlpEndpoint: \"http://x\"}\ntelemetry: {nodeLocal: none}" },
        { "telemetry.resourceAttributes.region", "telemetry: {resourceAttributes: {region: eu}}" },
        { "telemetry.resourceAttributes", "telemetry: {resourceAttributes: {cloud.region: \"eu,us\"}}" },
        { "sender.replicaCuont", "sender: {replicaCuont: 2}" },
        { "sender.replicaCount", "sender: {replicaCount: \"2\"}" },
        { "sender.replicaCount", "sender: {replicaCount: -1}" },
        { "sender.name", "sender: {name: Sender}" },
        { "sender.image.repository", "sender: {image: {repository: \"sender:v1\"}}" },
        { "sender.image.tag", "sender: {image: {tag: 1.0}}" },
        { "sender.image.digest", $"sender: {{image: {{digest: \"{DigestOfNothing}\"}}}}" },
        { "sender.image.pullPolicy", "sender: {image: {pullPolicy: Sometimes}}" },
        { "sender.service.type", "sender: {service: {type: Headless}}" },
        { "sender.service.port", "sender: {service: {port: 0}}" },
        { "sender.env", "sender: {env: [{ERROR_RATE: 0.1}]}" },
        { "sender.env.ERROR_RATE", "sender: {env: {ERROR_RATE: [0.1]}}" },
        { "sender.env.1 RATE", "sender: {env: {\"1 RATE\": 0.1}}" },
        { "receiver.resources.limits", "receiver: {resources: {limits: {memory: 256mb}}}" },
        { "receiver.resources.limit", "receiver: {resources: {limit: {memory: 256Mi}}}" },
        { "receiver.autoscaling.targetCPUUtilizationPercentage", "receiver: {autoscaling: {targetCPUUtilizationPercentage: 70%}}" },
        { "receiver.podDisruptionBudget.maxUnavailable", "receiver: {podDisruptionBudget: {maxUnavailable: one}}" },
        { "receiver.topologySpread.whenUnsatisfiable", "receiver: {topologySpread: {whenUnsatisfiable: Never}}" },
        { "receiver.tolerations", "receiver: {tolerations: {key: tenants}}" },
        { "loadgen.mode", "loadgen: {mode: cronjob}" },
        { "loadgen.job.users", "loadgen: {job: {users: 0}}" },
        { "loadgen.job.runTime", "loadgen: {job: {runTime: ten minutes}}" },
        { "loadgen.workers", "loadgen: {workers: -1}" },
        { "dapr.logLevel", "dapr: {logLevel: verbose}" },
        { "dapr.samplingRate", "dapr: {samplingRate: \"2\"}" },
        { "dapr.apiTokenSecret", "dapr: {apiTokenSecret: {name: token}}" },
        { "dapr.stateStore.type", "dapr: {stateStore: {type: postgres}}" },
        { "dapr.stateStore.redis.host", "dapr: {stateStore: {redis: {host: \"redis://redis\"}}}" },
        { "dapr.resiliency.timeout", "dapr: {resiliency: {timeout: 9}}" },
        { "dapr.resiliency.circuitBreaker", "dapr: {resiliency: {circuitBreaker: {consecutiveFailures: 20}}}" },
        { "dapr.resiliency.retry.maxInterval", "dapr: {resiliency: {retry: {maxInterval: 2}}}" },
        { "dapr.resiliency.retry.maxRetries", "dapr: {resiliency: {retry: {maxRetries: -1}}}" },
        { "probes.startup", "probes: {startup: {path: /}}" },
        { "networkPolicy.nodeCidrs", "networkPolicy: {nodeCidrs: [10.0.0.1]}" },
        { "networkPolicy.ingressFrom", "networkPolicy: {ingressFrom: [{namespace: ingress}]}" },
        // Rules that span several values.
        { "global.otlpEndpoint", "global: {useNodeLocalEndpoint: false}" },
        { "global.otlpEndpoint", "telemetry: {nodeLocal: none}" },
        { "dapr.stateStore.redis.host", "dapr: {stateStore: {type: redis}}" },
        { "receiver.autoscaling.minReplicas", "receiver: {autoscaling: {enabled: true, minReplicas: 9}}" },
        { "dapr.appHealthCheck.timeoutMilliseconds", "dapr: {appHealthCheck: {timeoutMilliseconds: 1500}}" },
        { "receiver.name", "receiver: {name: sender}" },
    };

    [Theory]
    [MemberData(nameof(WrongValues))]
    public async Task Values_ThatAreWrong_AreRefusedWithTheKey(string key, string values)
    {
        foreach (var helm in new[] { Helm.Four, Helm.Three })
        {
            var (exitCode, output) = await Chart.WithFileAsync(values, file => Helm.RunAsync(helm, "template", "demo-app", Chart.Folder, "-f", file));

            Assert.NotEqual(0, exitCode);
            // Helm 3 writes sender.env, Helm 4 /sender/env; of an unknown key both name its parent and itself.
            Assert.All(key.Split('.'), part => Assert.Matches($@"\b{part}\b", output));
        }
    }

    [Fact]
    public void WrongValues_AreAtLeast25() => Assert.True(WrongValues.Count >= 25);
}
